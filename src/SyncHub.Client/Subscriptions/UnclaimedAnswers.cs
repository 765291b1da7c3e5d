namespace SyncHub.Client.Subscriptions;

/// <summary>
/// Subscriptions that the server holds although nobody here does: answers to requests that were abandoned. They are to be ended, but not
/// while another request of their model is open, which could turn out to be about the same thing.
/// </summary>
internal sealed class UnclaimedAnswers
{
    private readonly Dictionary<string, int> _awaited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _byModel = new(StringComparer.Ordinal);

    /// <summary>Takes note of an answer that nobody claims.</summary>
    public void Add(string model, string subscriptionId)
    {
        if (!_byModel.TryGetValue(model, out var unclaimed))
        {
            _byModel[model] = unclaimed = new HashSet<string>(StringComparer.Ordinal);
        }

        unclaimed.Add(subscriptionId);
    }

    public bool Contains(string subscriptionId) => _byModel.Values.Any(unclaimed => unclaimed.Contains(subscriptionId));

    /// <summary>Takes note of a transition: which requests of a model are open.</summary>
    public void Note(string model, SubscriptionState before, SubscriptionState after)
    {
        var change = (after.Link is WireLink.Awaiting ? 1 : 0) - (before.Link is WireLink.Awaiting ? 1 : 0);
        if (change != 0 && (_awaited[model] = _awaited.GetValueOrDefault(model) + change) == 0)
        {
            _awaited.Remove(model);
        }
    }

    /// <summary>What can be ended now; each is returned once.</summary>
    public IReadOnlyCollection<string> Take(string model) =>
        _byModel.Count > 0 && !_awaited.ContainsKey(model) && _byModel.Remove(model, out var unclaimed) ? unclaimed : [];

    /// <summary>The connection is gone, and with it what the server held.</summary>
    public void Clear() => _byModel.Clear();
}
