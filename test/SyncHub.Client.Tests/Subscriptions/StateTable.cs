using System.Collections.Immutable;
using SyncHub.Client.Entities;
using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

/// <summary>One state per column and one event per row of the table in docs/state-machines.md.</summary>
internal static class StateTable
{
    private static readonly EntityContent Content = new(Raw("""{"id":1,"text":"a"}"""), At(5));
    private static readonly SyncError Reason = new("test", "A reason.");

    public static ImmutableSortedDictionary<string, SubscriptionState> States { get; } = new[]
    {
        State(SubscriptionPhase.Connecting, WireLink.None),
        State(SubscriptionPhase.Connecting, new WireLink.Idle()),
        State(SubscriptionPhase.Connecting, new WireLink.Awaiting(null)),
        State(SubscriptionPhase.Cached, WireLink.None),
        State(SubscriptionPhase.Cached, new WireLink.Idle()),
        State(SubscriptionPhase.Cached, new WireLink.Awaiting("s1")),
        State(SubscriptionPhase.Synced, new WireLink.Held("s1")),
        State(SubscriptionPhase.Suspended, WireLink.None),
        State(SubscriptionPhase.Suspended, new WireLink.Idle()),
        State(SubscriptionPhase.Error, WireLink.None),
        State(SubscriptionPhase.Error, new WireLink.Idle()),
    }.ToImmutableSortedDictionary(Name, state => state, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, SubscriptionEvent> Events { get; } = new Dictionary<string, SubscriptionEvent>
    {
        ["observed"] = new SubscriptionEvent.Observed(),
        ["released"] = new SubscriptionEvent.Released(),
        ["suspend delay over"] = new SubscriptionEvent.SuspendElapsed(),
        ["connected"] = new SubscriptionEvent.Opened(),
        ["connection lost"] = new SubscriptionEvent.Lost(),
        ["reconnecting given up"] = new SubscriptionEvent.GaveUp(Reason),
        ["Subscribed, snapshot"] = new SubscriptionEvent.Answered(Snapshot("7.1", """{"id":1,"text":"b"}""", 3)),
        ["Subscribed, delta"] = new SubscriptionEvent.Answered(Delta("7.1", 6, Change(EntityChange.Update, 6, """{"text":"b"}"""))),
        ["Subscribed, refresh of s1"] = new SubscriptionEvent.Answered(Snapshot(null, """{"id":1,"text":"b"}""", 3, id: "s2", replaces: "s1")),
        ["Subscribed, of an older request"] = new SubscriptionEvent.Answered(Snapshot("7.0", """{"id":1,"text":"z"}""", 9)),
        ["Subscribed, unknown mode"] = new SubscriptionEvent.Answered(Snapshot("7.1", """{"id":1}""", 9) with { Mode = "riddle" }),
        ["push, next"] = new SubscriptionEvent.Pushed(Updated("""{"text":"b"}""", 6, 5)),
        ["push, merged"] = new SubscriptionEvent.Pushed(Updated("""{"text":"b"}""", 9, 3)),
        ["push, at the position"] = new SubscriptionEvent.Pushed(Updated("""{"text":"z"}""", 5, 4)),
        ["push, prev above the position"] = new SubscriptionEvent.Pushed(Updated("""{"text":"z"}""", 9, 8)),
        ["push, other epoch"] = new SubscriptionEvent.Pushed(Updated("""{"text":"z"}""", 6, 5, epoch: "e2")),
        ["push, does not fit"] = new SubscriptionEvent.Pushed(Updated("[]", 6, 5)),
        ["push, other subscription"] = new SubscriptionEvent.Pushed(Updated("""{"text":"z"}""", 6, 5, id: "s9")),
        ["Position, above"] = new SubscriptionEvent.Advanced(At(8)),
        ["Position, below"] = new SubscriptionEvent.Advanced(At(4)),
        ["Position, other epoch"] = new SubscriptionEvent.Advanced(At(8, "e2")),
        ["error, final"] = new SubscriptionEvent.Failed(Error(SyncErrorCodes.UnknownModel, requestId: "7.1")),
        ["error, forbidden"] = new SubscriptionEvent.Failed(Error(SyncErrorCodes.Forbidden, requestId: "7.1")),
        ["error, retryable"] = new SubscriptionEvent.Failed(Error(SyncErrorCodes.SourceUnavailable, retryable: true, requestId: "7.1")),
        ["error, not ended"] = new SubscriptionEvent.Failed(Error(SyncErrorCodes.SourceUnavailable, retryable: true, ended: false, requestId: "7.1")),
        ["error, of an older request"] = new SubscriptionEvent.Failed(Error(SyncErrorCodes.UnknownModel, requestId: "7.0")),
        ["retry delay over"] = new SubscriptionEvent.RetryElapsed(),
        ["RetryAsync"] = new SubscriptionEvent.Retry(),
        ["unsubscription may have overtaken"] = new SubscriptionEvent.Doubted(),
    };

    /// <summary>What a transition does, as the table has it: a dot for nothing.</summary>
    public static string Describe(SubscriptionState before, SubscriptionTransition transition)
    {
        var (after, effects) = transition;
        if (before == after && effects.IsEmpty)
        {
            return "·";
        }

        var parts = new List<string> { Name(after) };
        if (Body(after) is var body && body != Body(before))
        {
            parts.Add(body is { } text ? $"data {text.ToString()[^3]}" : "no data");
        }

        if (after.Content is { } content && content.Version != before.Content?.Version)
        {
            parts.Add($"at {content.Version.Seq}");
        }

        parts.AddRange(effects.Select(Describe).OfType<string>());
        return string.Join(", ", parts);
    }

    private static string? Describe(SubscriptionEffect effect) => effect switch
    {
        SubscriptionEffect.Ask { From: null } => "ask for all",
        SubscriptionEffect.Ask { From: { } from } => $"ask from {from.Version.Seq}",
        SubscriptionEffect.Abandon => "abandon",
        SubscriptionEffect.Unsubscribe { SubscriptionId: var id } => $"unsubscribe {id}",
        SubscriptionEffect.StartSuspendTimer => "start suspend delay",
        SubscriptionEffect.StopSuspendTimer => "stop suspend delay",
        SubscriptionEffect.StartRetryTimer => "start retry delay",
        SubscriptionEffect.StopRetryTimer => "stop retry delay",
        SubscriptionEffect.Remove => "gone",
        SubscriptionEffect.Resync => null,
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "An effect without a name."),
    };

    private static RawJson? Body(SubscriptionState state) => (state.Content as EntityContent)?.Body;

    private static string Name(SubscriptionState state) => $"{state.Phase}/{state.Link.GetType().Name}";

    private static SubscriptionState State(SubscriptionPhase phase, WireLink link) => new()
    {
        Id = "7",
        Rules = EntityRules.Instance,
        Requests = 1,
        Phase = phase,
        Link = link,
        IsObserved = phase != SubscriptionPhase.Suspended,
        Content = phase == SubscriptionPhase.Connecting ? null : Content,
        Error = phase == SubscriptionPhase.Error ? Reason : null,
    };
}
