using SyncHub.Client.Connection;
using SyncHub.Client.Loop;

namespace SyncHub.Client.Subscriptions;

/// <summary>The waits of subscriptions: before they are suspended, and before they ask again. Runs on the loop.</summary>
internal sealed class SubscriptionTimers(TimeProvider time, SerialLoop loop, RetryDelay retryDelay, Action<Subscription, SubscriptionEvent> elapsed)
{
    public void StartSuspend(Subscription subscription)
    {
        if (subscription.SuspendDelay != Timeout.InfiniteTimeSpan)
        {
            subscription.SuspendTimer ??= Timer(subscription, new SubscriptionEvent.SuspendElapsed());
            subscription.SuspendTimer.Start(subscription.SuspendDelay);
        }
    }

    public static void StopSuspend(Subscription subscription) => subscription.SuspendTimer?.Stop();

    public void StartRetry(Subscription subscription, SubscriptionEffect.StartRetryTimer retry)
    {
        subscription.RetryTimer ??= Timer(subscription, new SubscriptionEvent.RetryElapsed());
        subscription.RetryTimer.Start(retry.After ?? retryDelay.After(retry.Failures));
    }

    public static void StopRetry(Subscription subscription) => subscription.RetryTimer?.Stop();

    private LoopTimer Timer(Subscription subscription, SubscriptionEvent happened) => new(time, loop, () => elapsed(subscription, happened));
}
