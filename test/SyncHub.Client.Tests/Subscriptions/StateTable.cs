using System.Collections.Immutable;
using SyncHub.Client.Collections;
using SyncHub.Client.Entities;
using SyncHub.Client.Resolvers;
using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Resolvers.RowsWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

/// <summary>One state per column and one event per row of the tables in docs/state-machines.md, for one kind of content.</summary>
internal sealed class StateTable
{
    private static readonly SyncError Reason = new("test", "A reason.");

    private readonly ContentRules _rules;
    private readonly SubscriptionContent _content;

    private StateTable(ContentRules rules, SubscriptionContent content, IReadOnlyDictionary<string, SubscriptionEvent> contentEvents)
    {
        (_rules, _content, ContentEvents) = (rules, content, contentEvents);
        States = Columns().ToImmutableSortedDictionary(Name, state => state, StringComparer.Ordinal);
        Events = CommonEvents.Concat(contentEvents).ToDictionary();
    }

    /// <summary>What happens to a subscription whatever it is to.</summary>
    public static IReadOnlyDictionary<string, SubscriptionEvent> CommonEvents { get; } = new Dictionary<string, SubscriptionEvent>
    {
        ["observed"] = new SubscriptionEvent.Observed(),
        ["released"] = new SubscriptionEvent.Released(),
        ["suspend delay over"] = new SubscriptionEvent.SuspendElapsed(),
        ["connected"] = new SubscriptionEvent.Opened(),
        ["connection lost"] = new SubscriptionEvent.Lost(),
        ["reconnecting given up"] = new SubscriptionEvent.GaveUp(Reason),
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
        ["another user"] = new SubscriptionEvent.Disowned(),
        ["unsubscription may have overtaken"] = new SubscriptionEvent.Doubted(),
        ["position of another epoch wanted"] = new SubscriptionEvent.Questioned(),
    };

    public static StateTable Entity { get; } = new(EntityRules.Instance, new EntityContent(Raw("""{"id":1,"text":"a"}"""), At(5)), new Dictionary<string, SubscriptionEvent>
    {
        ["found in the local store"] = new SubscriptionEvent.Loaded(new EntityContent(Raw("""{"id":1,"text":"b"}"""), At(4))),
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
    });

    /// <summary>A page of three at most.</summary>
    public static StateTable Collection { get; } = new(new CollectionRules(3), new CollectionContent([Row(1, "a"), Row(2, "b")], 2, "id", At(5)), new Dictionary<string, SubscriptionEvent>
    {
        ["found in the local store"] = new SubscriptionEvent.Loaded(new CollectionContent([Row(3, "c")], 1, "id", At(4))),
        ["Subscribed, snapshot"] = new SubscriptionEvent.Answered(Page("7.1", Rows("c"), 3, total: 1)),
        ["Subscribed, delta without keys"] = new SubscriptionEvent.Answered(PageDelta("7.1", 6, total: 2)),
        ["Subscribed, delta without keys, other total"] = new SubscriptionEvent.Answered(PageDelta("7.1", 6, total: 9)),
        ["Subscribed, delta with keys"] = new SubscriptionEvent.Answered(PageDelta("7.1", 6, 2, [2, 3], Body(3, "c"))),
        ["Subscribed, delta with a key that is nowhere"] = new SubscriptionEvent.Answered(PageDelta("7.1", 6, 2, [2, 9], Body(3, "c"))),
        ["Subscribed, refresh of s1"] = new SubscriptionEvent.Answered(Page(null, Rows("c"), 3, total: 1, id: "s2", replaces: "s1")),
        ["Subscribed, of an older request"] = new SubscriptionEvent.Answered(Page("7.0", Rows("z"), 9)),
        ["Subscribed, more rows than top"] = new SubscriptionEvent.Answered(Page("7.1", Rows("abcd"), 9)),
        ["Subscribed, of an entity"] = new SubscriptionEvent.Answered(Snapshot("7.1", """{"id":1,"text":"b"}""", 9)),
        ["Subscribed, unknown mode"] = new SubscriptionEvent.Answered(Page("7.1", Rows("c"), 9) with { Mode = "riddle" }),
        ["CollectionSnapshot"] = new SubscriptionEvent.Pushed(Whole(Rows("c"), 3, total: 1)),
        ["CollectionSnapshot, other epoch"] = new SubscriptionEvent.Pushed(Whole(Rows("c"), 3, total: 1, epoch: "e2")),
        ["CollectionSnapshot, no rows"] = new SubscriptionEvent.Pushed(Whole("{}", 6)),
        ["CollectionSnapshot, other subscription"] = new SubscriptionEvent.Pushed(Whole(Rows("z"), 6, id: "s9")),
        ["CollectionChanged, next"] = new SubscriptionEvent.Pushed(Changed(6, 5, 3, Insert(0, 3, "c"))),
        ["CollectionChanged, merged"] = new SubscriptionEvent.Pushed(Changed(9, 3, 2, Move(1, 0, 2), Update(1, 1, "c"))),
        ["CollectionChanged, total only"] = new SubscriptionEvent.Pushed(Changed(6, 5, 9)),
        ["CollectionChanged, at the position"] = new SubscriptionEvent.Pushed(Changed(5, 4, 9, Remove(0, 1))),
        ["CollectionChanged, prev above the position"] = new SubscriptionEvent.Pushed(Changed(9, 8, 9, Remove(0, 1))),
        ["CollectionChanged, other epoch"] = new SubscriptionEvent.Pushed(Changed(6, 5, 9) with { Version = At(6, "e2") }),
        ["CollectionChanged, other key at the index"] = new SubscriptionEvent.Pushed(Changed(6, 5, 2, Update(0, 2, "z"))),
        ["CollectionChanged, longer than top"] = new SubscriptionEvent.Pushed(Changed(6, 5, 4, Insert(0, 3, "c"), Insert(0, 4, "d"))),
        ["CollectionChanged, unknown type"] = new SubscriptionEvent.Pushed(Changed(6, 5, 2, Remove(0, 1) with { Type = "riddle" })),
        ["EntityUpdated"] = new SubscriptionEvent.Pushed(Updated("""{"text":"z"}""", 6, 5)),
    });

    /// <summary>A resolver's rows.</summary>
    public static StateTable Resolver { get; } = new(RowsRules.Instance, new RowsContent([.. RowsOf("ab")], At(5)), new Dictionary<string, SubscriptionEvent>
    {
        ["Subscribed"] = new SubscriptionEvent.Answered(Answer("7.1", "c", 3)),
        ["Subscribed, the same rows"] = new SubscriptionEvent.Answered(Answer("7.1", "ab", 6)),
        ["Subscribed, no rows"] = new SubscriptionEvent.Answered(Answer("7.1", "", 6)),
        ["Subscribed, refresh of s1"] = new SubscriptionEvent.Answered(Answer(null, "c", 3, id: "s2", replaces: "s1")),
        ["Subscribed, other epoch"] = new SubscriptionEvent.Answered(Answer("7.1", "c", 1, epoch: "e2")),
        ["Subscribed, of an older request"] = new SubscriptionEvent.Answered(Answer("7.0", "z", 9)),
        ["Subscribed, without rows"] = new SubscriptionEvent.Answered(Answer("7.1", "c", 9) with { Rows = null }),
        ["Subscribed, delta"] = new SubscriptionEvent.Answered(Answer("7.1", "c", 9) with { Mode = Subscribed.DeltaMode }),
        ["Subscribed, of an entity"] = new SubscriptionEvent.Answered(Snapshot("7.1", """{"id":1,"text":"b"}""", 9)),
        ["RowsChanged, next"] = new SubscriptionEvent.Pushed(NewRows("cab", 6)),
        ["RowsChanged, after several"] = new SubscriptionEvent.Pushed(NewRows("c", 9)),
        ["RowsChanged, the same rows"] = new SubscriptionEvent.Pushed(NewRows("ab", 6)),
        ["RowsChanged, no rows"] = new SubscriptionEvent.Pushed(NewRows("", 6)),
        ["RowsChanged, at the position"] = new SubscriptionEvent.Pushed(NewRows("z", 5)),
        ["RowsChanged, below the position"] = new SubscriptionEvent.Pushed(NewRows("z", 4)),
        ["RowsChanged, other epoch"] = new SubscriptionEvent.Pushed(NewRows("z", 6, epoch: "e2")),
        ["RowsChanged, other subscription"] = new SubscriptionEvent.Pushed(NewRows("z", 6, id: "s9")),
        ["EntityUpdated"] = new SubscriptionEvent.Pushed(Updated("""{"text":"z"}""", 6, 5)),
    });

    public static StateTable Of(string kind) => kind switch
    {
        Subscribed.EntityKind => Entity,
        Subscribed.CollectionKind => Collection,
        Subscribed.ResolverKind => Resolver,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a table."),
    };

    public ImmutableSortedDictionary<string, SubscriptionState> States { get; }

    public IReadOnlyDictionary<string, SubscriptionEvent> Events { get; }

    /// <summary>Answers and pushes: what depends on the kind of content.</summary>
    public IReadOnlyDictionary<string, SubscriptionEvent> ContentEvents { get; }

    /// <summary>What a transition does, as the table has it: a dot for nothing.</summary>
    public static string Describe(SubscriptionState before, SubscriptionTransition transition)
    {
        var (after, effects) = transition;
        if (before == after && effects.IsEmpty)
        {
            return "·";
        }

        var parts = new List<string> { Name(after) };
        if (Data(after) is var data && data != Data(before))
        {
            parts.Add(data is null ? "no data" : $"data {data}");
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

    private static string? Data(SubscriptionState state) => state.Content switch
    {
        EntityContent entity => Text(entity.Body),
        CollectionContent collection => $"{string.Concat(collection.Rows.Select(row => Text(row.Body)))} of {collection.Total}",
        RowsContent rows => rows.Rows.IsEmpty ? "none" : string.Concat(rows.Rows.Select(row => Text(row.Data))),
        _ => null,
    };

    private static string Text(RawJson body) => $"{body.ToString()[^3]}";

    private static string Name(SubscriptionState state) => $"{state.Phase}/{state.Link.GetType().Name}";

    private SubscriptionState[] Columns() =>
    [
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
    ];

    private SubscriptionState State(SubscriptionPhase phase, WireLink link) => new()
    {
        Id = "7",
        Rules = _rules,
        Requests = 1,
        Phase = phase,
        Link = link,
        IsObserved = phase != SubscriptionPhase.Suspended,
        Content = phase == SubscriptionPhase.Connecting ? null : _content,
        Error = phase == SubscriptionPhase.Error ? Reason : null,
    };
}
