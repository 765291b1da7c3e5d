using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>Has the server end what it holds for this client and nobody here does. Runs on the loop.</summary>
internal sealed class Unsubscriptions(SubscriptionRoutes routes, CallQueue calls)
{
    private readonly UnsubscribedIds _over = new();
    private readonly UnclaimedAnswers _unclaimed = new();
    private long _moment;

    /// <summary>The next moment; requests, unsubscriptions and sign-ins are in the order of theirs.</summary>
    public long Tick() => ++_moment;

    /// <summary>Ends a subscription unless somebody holds it.</summary>
    public void End(string subscriptionId)
    {
        if (!IsHeld(subscriptionId))
        {
            _over.Add(subscriptionId, Tick());
            calls.AddUnsubscribe(subscriptionId);
        }
    }

    /// <summary>A push of it came.</summary>
    public void OnPushed(string subscriptionId)
    {
        if (!_over.Contains(subscriptionId) && !_unclaimed.Contains(subscriptionId))
        {
            End(subscriptionId);
        }
    }

    /// <summary>An answer has been dealt with.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="since">The moment when that began.</param>
    public void OnAnswered(Subscribed answer, long since)
    {
        if (answer.Replaces is { } replaced && !IsHeld(replaced))
        {
            _over.AddReplaced(replaced);
        }

        // What could not be used was ended there and then.
        if (!IsHeld(answer.SubscriptionId) && !_over.IsAfter(answer.SubscriptionId, since))
        {
            _unclaimed.Add(answer.Model, answer.SubscriptionId);
            EndUnclaimed(answer.Model);
        }
    }

    /// <summary>Whether the server was told to end this after it was asked for: what it answered may be over.</summary>
    public bool MayHaveOvertaken(string subscriptionId, long askedAt) => _over.IsAfter(subscriptionId, askedAt);

    /// <summary>A subscription has come from one state into another.</summary>
    public void OnChanged(string model, SubscriptionState before, SubscriptionState after) => _unclaimed.Note(model, before, after);

    /// <summary>Ends what answers to abandoned requests have left behind.</summary>
    public void EndUnclaimed(string model)
    {
        foreach (var subscriptionId in _unclaimed.Take(model))
        {
            End(subscriptionId);
        }
    }

    /// <summary>The connection is gone, and with it what the server held.</summary>
    public void Clear()
    {
        _over.Clear();
        _unclaimed.Clear();
    }

    private bool IsHeld(string subscriptionId) => routes.ById(subscriptionId).Count > 0;
}
