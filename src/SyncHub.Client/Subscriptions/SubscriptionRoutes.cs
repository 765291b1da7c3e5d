namespace SyncHub.Client.Subscriptions;

/// <summary>
/// Finds subscriptions by the names that the wire has for them. Several may share a subscription id: keys that are spelt differently
/// can be one key to the server.
/// </summary>
internal sealed class SubscriptionRoutes
{
    private readonly Dictionary<string, Subscription> _byRequest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Subscription[]> _byId = new(StringComparer.Ordinal);

    public IReadOnlyList<Subscription> ByRequest(string requestId) => _byRequest.TryGetValue(requestId, out var found) ? [found] : [];

    public IReadOnlyList<Subscription> ById(string? subscriptionId) =>
        subscriptionId is not null && _byId.TryGetValue(subscriptionId, out var found) ? found : [];

    public void Update(Subscription subscription, SubscriptionState before, SubscriptionState after)
    {
        UpdateRequest(subscription, before, after);
        if (before.Link.SubscriptionId == after.Link.SubscriptionId)
        {
            return;
        }

        if (before.Link.SubscriptionId is { } left)
        {
            var others = Array.FindAll(_byId[left], other => other != subscription);
            if (others.Length == 0)
            {
                _byId.Remove(left);
            }
            else
            {
                _byId[left] = others;
            }
        }

        if (after.Link.SubscriptionId is { } joined)
        {
            _byId[joined] = [.. ById(joined), subscription];
        }
    }

    private void UpdateRequest(Subscription subscription, SubscriptionState before, SubscriptionState after)
    {
        var isOpen = after.Link is WireLink.Awaiting or WireLink.Held;
        if (before.Requests != after.Requests || !isOpen)
        {
            _byRequest.Remove(before.RequestId);
        }

        if (isOpen)
        {
            _byRequest[after.RequestId] = subscription;
        }
    }
}
