using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>Refusals that depend on who is signed in.</summary>
internal static class SignInRefusal
{
    public static bool Is(string code) => code is SyncErrorCodes.Forbidden or SyncErrorCodes.Unauthenticated;

    /// <summary>
    /// A refusal of what was asked for before the latest sign-in may have been meant for whoever was there before. It counts as one to ask
    /// again after, at once; the request made then is younger, so that happens once.
    /// </summary>
    public static SubscriptionError Reconsider(SubscriptionError error, Subscription subscription, long signedInAt) =>
        Is(error.Code) && error.Ended && subscription.State.Link is WireLink.Awaiting && subscription.AskedAt < signedInAt
            ? error with { Retryable = true, RetryAfterMs = 0 }
            : error;
}
