using SyncHub.Protocol;
using static SyncHub.Client.Subscriptions.SubscriptionTransition;

namespace SyncHub.Client.Subscriptions;

/// <summary>The table of docs/state-machines.md as a function. Every pair of state and event is decided; what does not fit changes nothing.</summary>
internal static class SubscriptionReducer
{
    public static SubscriptionTransition Reduce(SubscriptionState state, SubscriptionEvent happened) => happened switch
    {
        SubscriptionEvent.Observed => OnObserved(state),
        SubscriptionEvent.Released => OnReleased(state),
        SubscriptionEvent.SuspendElapsed => OnSuspendElapsed(state),
        SubscriptionEvent.Opened => OnOpened(state),
        SubscriptionEvent.Lost => OnLost(state),
        SubscriptionEvent.GaveUp gaveUp => OnGaveUp(state, gaveUp.Reason),
        SubscriptionEvent.Loaded loaded => OnLoaded(state, loaded.Content),
        SubscriptionEvent.Disowned => OnDisowned(state),
        SubscriptionEvent.Answered answered => OnAnswered(state, answered.Answer),
        SubscriptionEvent.Pushed pushed => OnPushed(state, pushed),
        SubscriptionEvent.Advanced advanced => OnAdvanced(state, advanced.Version),
        SubscriptionEvent.Failed failed => OnFailed(state, failed.Error),
        SubscriptionEvent.RetryElapsed => OnRetryElapsed(state),
        SubscriptionEvent.Retry => OnRetry(state),
        SubscriptionEvent.Questioned => OnQuestioned(state),
        SubscriptionEvent.Doubted => OnDoubted(state),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "An event without a rule."),
    };

    private static SubscriptionTransition OnObserved(SubscriptionState state)
    {
        if (state.IsObserved)
        {
            return To(state);
        }

        var observed = state with { IsObserved = true };
        if (state.Phase != SubscriptionPhase.Suspended)
        {
            return To(observed, new SubscriptionEffect.StopSuspendTimer());
        }

        return state.Link is WireLink.Idle ? Ask(observed) : To(Unsynced(observed));
    }

    private static SubscriptionTransition OnReleased(SubscriptionState state) => state.IsObserved
        ? To(state with { IsObserved = false }, new SubscriptionEffect.StartSuspendTimer())
        : To(state);

    private static SubscriptionTransition OnSuspendElapsed(SubscriptionState state)
    {
        if (state.IsObserved || state.Phase == SubscriptionPhase.Suspended)
        {
            return To(state);
        }

        var suspended = state with
        {
            Phase = SubscriptionPhase.Suspended,
            Link = state.Link is WireLink.Offline ? state.Link : new WireLink.Idle(),
            Error = null,
            Failures = 0,
        };
        var effects = new List<SubscriptionEffect> { new SubscriptionEffect.StopRetryTimer() };
        if (state.Link is WireLink.Awaiting)
        {
            effects.Add(new SubscriptionEffect.Abandon(state.RequestId));
        }

        if (state.Link.SubscriptionId is { } held)
        {
            effects.Add(new SubscriptionEffect.Unsubscribe(held));
        }

        if (state.Content is null)
        {
            effects.Add(new SubscriptionEffect.Remove());
            return To(state with { Link = suspended.Link }, [.. effects]);
        }

        return To(suspended, [.. effects]);
    }

    private static SubscriptionTransition OnOpened(SubscriptionState state) => state.Link switch
    {
        WireLink.Offline when state.Phase == SubscriptionPhase.Suspended => To(state with { Link = new WireLink.Idle() }),
        WireLink.Offline => Ask(state),
        _ => To(state),
    };

    private static SubscriptionTransition OnLost(SubscriptionState state)
    {
        if (state.Link is WireLink.Offline)
        {
            return To(state);
        }

        var lost = state with
        {
            Link = WireLink.None,
            Failures = 0,
            Phase = state.Phase == SubscriptionPhase.Synced ? SubscriptionPhase.Cached : state.Phase,
        };
        return state.Link is WireLink.Idle ? To(lost, new SubscriptionEffect.StopRetryTimer()) : To(lost);
    }

    private static SubscriptionTransition OnGaveUp(SubscriptionState state, SyncError reason) =>
        state.Link is WireLink.Offline && state.Phase != SubscriptionPhase.Suspended
            ? To(state with { Phase = SubscriptionPhase.Error, Error = reason })
            : To(state);

    // A request that is under way asked for everything, and its answer takes the place of this.
    private static SubscriptionTransition OnLoaded(SubscriptionState state, SubscriptionContent content) =>
        state is { Phase: SubscriptionPhase.Connecting, Content: null }
            ? To(state with { Phase = SubscriptionPhase.Cached, Content = content })
            : To(state);

    private static SubscriptionTransition OnDisowned(SubscriptionState state) => state.Phase switch
    {
        SubscriptionPhase.Suspended => To(state with { Phase = SubscriptionPhase.Connecting, Content = null }, new SubscriptionEffect.Remove()),
        SubscriptionPhase.Cached => To(state with { Phase = SubscriptionPhase.Connecting, Content = null }),
        SubscriptionPhase.Error when state.Content is not null => To(state with { Content = null }),
        _ => To(state),
    };

    private static SubscriptionTransition OnAnswered(SubscriptionState state, Subscribed answer)
    {
        if (!IsMine(state, answer))
        {
            return To(state);
        }

        var content = state.Rules.Apply(state.Content, isBase: !state.NeedsSnapshot, answer, out var unusable);
        return content is null
            ? StartOver(state, answer.SubscriptionId, unusable!)
            : To(state with
            {
                Phase = SubscriptionPhase.Synced,
                Link = new WireLink.Held(answer.SubscriptionId),
                Content = content,
                AnsweredRequest = answer.RequestId is null ? state.AnsweredRequest : state.Requests,
                Failures = 0,
                NeedsSnapshot = false,
            });
    }

    private static SubscriptionTransition OnPushed(SubscriptionState state, SubscriptionEvent.Pushed pushed)
    {
        // Before an answer that is awaited nothing can be built upon; it will hold what is skipped here.
        if (state.Link is not WireLink.Held held || held.Id != pushed.SubscriptionId)
        {
            return To(state);
        }

        var content = state.Content!;
        if (pushed.Prev is { } prev)
        {
            if (pushed.Version.Epoch != content.Version.Epoch)
            {
                return Resync(state with { NeedsSnapshot = true }, "a push of another epoch");
            }

            if (pushed.Version.Seq <= content.Version.Seq)
            {
                return To(state);
            }

            if (prev > content.Version.Seq)
            {
                return Resync(state, "a push whose predecessor never came");
            }
        }

        var next = state.Rules.Apply(content, pushed.Push, out var unusable);
        return next is null ? StartOver(state, held.Id, unusable!) : To(state with { Content = next });
    }

    private static SubscriptionTransition OnAdvanced(SubscriptionState state, SyncVersion version) =>
        state.Link is WireLink.Held && state.Content!.Version is var at && at.Epoch == version.Epoch && at.Seq < version.Seq
            ? To(state with { Content = state.Content with { Version = version } })
            : To(state);

    private static SubscriptionTransition OnFailed(SubscriptionState state, SubscriptionError error)
    {
        if (!IsMine(state, error))
        {
            return To(state);
        }

        var content = error.Code == SyncErrorCodes.Forbidden ? null : state.Content;
        if (!error.Ended)
        {
            return To(Unsynced(state with { Content = content, Link = new WireLink.Awaiting(error.SubscriptionId ?? state.Link.SubscriptionId) }));
        }

        var ended = state with { Content = content, Link = new WireLink.Idle() };
        TimeSpan? after = error.RetryAfterMs is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)) : null;
        if (!error.Retryable)
        {
            return To(ended with { Phase = SubscriptionPhase.Error, Error = new SyncError(error.Code, error.Error) });
        }

        var failures = state.Failures + 1;
        return To(Unsynced(ended with { Failures = failures }), new SubscriptionEffect.StartRetryTimer(failures, after));
    }

    private static SubscriptionTransition OnRetryElapsed(SubscriptionState state) =>
        state.Link is WireLink.Idle && state.Phase is SubscriptionPhase.Connecting or SubscriptionPhase.Cached ? Ask(state) : To(state);

    private static SubscriptionTransition OnRetry(SubscriptionState state) => (state.Phase, state.Link) switch
    {
        (SubscriptionPhase.Suspended, _) => To(state),
        (SubscriptionPhase.Error, WireLink.Offline) => To(Unsynced(state)),
        (_, WireLink.Idle) => WithFirst(new SubscriptionEffect.StopRetryTimer(), Ask(state with { Failures = 0 })),
        _ => To(state),
    };

    // Everywhere else a request is under way, or will be.
    private static SubscriptionTransition OnQuestioned(SubscriptionState state) => state.Link is WireLink.Held ? Ask(state) : To(state);

    private static SubscriptionTransition OnDoubted(SubscriptionState state) => state.Link is WireLink.Held
        ? Resync(state, "an answer that an unsubscription may have overtaken")
        : To(state);

    /// <summary>An answer carries the last request's id; a fresh start from the server's side names what is held, or what it takes the place of.</summary>
    private static bool IsMine(SubscriptionState state, Subscribed answer)
    {
        if (state.Link is not (WireLink.Awaiting or WireLink.Held))
        {
            return false;
        }

        return answer.RequestId is not null
            ? answer.RequestId == state.RequestId
            : state.Link.SubscriptionId is { } held && (held == answer.SubscriptionId || held == answer.Replaces);
    }

    private static bool IsMine(SubscriptionState state, SubscriptionError error) =>
        state.Link is WireLink.Awaiting or WireLink.Held
        && (error.RequestId is not null
            ? error.RequestId == state.RequestId
            : error.SubscriptionId is not null && error.SubscriptionId == state.Link.SubscriptionId);

    private static SubscriptionTransition Resync(SubscriptionState state, string reason) =>
        WithFirst(new SubscriptionEffect.Resync(reason), Ask(state));

    /// <summary>What came cannot be used: ask for everything, the first time at once, then ever more slowly.</summary>
    private static SubscriptionTransition StartOver(SubscriptionState state, string heldId, string reason)
    {
        var failed = state with { Link = new WireLink.Awaiting(heldId), NeedsSnapshot = true, Failures = state.Failures + 1 };
        return state.Failures == 0
            ? Resync(failed, reason)
            : To(
                Unsynced(failed with { Link = new WireLink.Idle() }),
                new SubscriptionEffect.Resync(reason),
                new SubscriptionEffect.Unsubscribe(heldId),
                new SubscriptionEffect.StartRetryTimer(state.Failures, null));
    }

    private static SubscriptionTransition Ask(SubscriptionState state)
    {
        var asking = Unsynced(state with { Link = new WireLink.Awaiting(state.Link.SubscriptionId), Requests = state.Requests + 1 });
        return To(asking, new SubscriptionEffect.Ask(asking.RequestId, state.NeedsSnapshot ? null : state.Content));
    }

    private static SubscriptionState Unsynced(SubscriptionState state) => state with
    {
        Phase = state.Content is null ? SubscriptionPhase.Connecting : SubscriptionPhase.Cached,
        Error = null,
    };

    private static SubscriptionTransition WithFirst(SubscriptionEffect effect, SubscriptionTransition then) =>
        then with { Effects = then.Effects.Insert(0, effect) };
}
