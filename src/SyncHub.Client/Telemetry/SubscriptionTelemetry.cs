using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Telemetry;

/// <summary>What is measured and traced of subscriptions. Runs on the loop.</summary>
internal sealed class SubscriptionTelemetry(SyncClientMetrics metrics, TimeProvider time)
{
    /// <summary>A subscription is there.</summary>
    public void Added(Subscription subscription)
    {
        Count(subscription, subscription.State.Phase, 1);
        subscription.Trace.UnsyncedSince = time.GetTimestamp();
    }

    /// <summary>A subscription is gone, or its client is going.</summary>
    public void Removed(Subscription subscription) => Count(subscription, subscription.State.Phase, -1);

    /// <summary>A request was made.</summary>
    public static void Asked(Subscription subscription) =>
        subscription.Trace.Request = SyncClientActivities.StartApart(SyncClientActivities.Subscribe, subscription.Key.Model);

    /// <summary>A subscription has gone from one state to its present one.</summary>
    public void Changed(Subscription subscription, SubscriptionState before, SubscriptionEvent happened)
    {
        var after = subscription.State;
        if (after.Phase != before.Phase)
        {
            Count(subscription, before.Phase, -1);
            Count(subscription, after.Phase, 1);
            Measure(subscription, before.Phase, after.Phase);
        }

        // No request outlives its connection, and every way out of a connection is a change.
        if (subscription.Trace.Request is not null && (after.Link is not WireLink.Awaiting || after.Requests != before.Requests))
        {
            End(subscription.Trace, happened, isLive: after.Phase == SubscriptionPhase.Synced);
        }
    }

    private void Count(Subscription subscription, SubscriptionPhase phase, int by) =>
        metrics.SubscriptionsChanged(subscription.Key.Model, SyncClientTags.Name(phase), by);

    private void Measure(Subscription subscription, SubscriptionPhase before, SubscriptionPhase after)
    {
        var trace = subscription.Trace;
        switch (after)
        {
            case SubscriptionPhase.Synced:
                metrics.Synced(subscription.Key.Model, SyncClientTags.Name(before), time.GetElapsedTime(trace.UnsyncedSince));
                break;
            case SubscriptionPhase.Connecting or SubscriptionPhase.Cached when before is not (SubscriptionPhase.Connecting or SubscriptionPhase.Cached):
                trace.UnsyncedSince = time.GetTimestamp();
                break;
        }
    }

    private static void End(SubscriptionTrace trace, SubscriptionEvent happened, bool isLive)
    {
        switch (happened)
        {
            case SubscriptionEvent.Answered answered:
                trace.Request?.SetTag(SyncClientTags.Mode, answered.Answer.Mode);
                End(trace, isLive ? "answered" : "unusable");
                break;
            case SubscriptionEvent.Failed failed:
                trace.Request?.Fail(failed.Error.Code, failed.Error.Error);
                End(trace, "refused");
                break;
            case SubscriptionEvent.Lost:
                trace.Request?.Fail(SyncClientErrorCodes.ConnectionLost);
                End(trace, "lost");
                break;
            default:
                End(trace, "abandoned");
                break;
        }
    }

    private static void End(SubscriptionTrace trace, string outcome)
    {
        trace.Request?.SetTag(SyncClientTags.Outcome, outcome);
        trace.Request?.Dispose();
        trace.Request = null;
    }
}
