using SyncHub.Client.Loop;

namespace SyncHub.Client.Subscriptions;

/// <summary>
/// What waits to be sent, in order. Requests that stand next to each other leave as one call, as many as fit below half of what the server
/// reads. At most one request and one unsubscription per subscription wait here at a time.
/// </summary>
internal sealed class Outbox
{
    public const int MaxBatchRequests = 500;

    // Room for the call around the requests: message type, method name, invocation id.
    private const int Envelope = 512;

    private readonly LinkedList<Item> _items = new();
    private readonly Dictionary<string, LinkedListNode<Item>> _requests = new(StringComparer.Ordinal);

    /// <summary>The size that a call stays below.</summary>
    public long BatchBytes { get; set; } = Session.DefaultReceiveBytes / 2;

    /// <summary>How many requests a call holds at most.</summary>
    public int BatchRequests { get; set; } = MaxBatchRequests;

    public int Count => _items.Count;

    /// <summary>False where the request alone is too large to send.</summary>
    public bool TryAdd(OutgoingRequest request)
    {
        if (request.Size + Envelope >= BatchBytes)
        {
            return false;
        }

        _requests[request.RequestId] = _items.AddLast(new Item(request, null));
        return true;
    }

    public void AddUnsubscribe(string subscriptionId) => _items.AddLast(new Item(null, subscriptionId));

    /// <summary>Takes a request back that has not been sent.</summary>
    public void Remove(string requestId)
    {
        if (_requests.Remove(requestId, out var node))
        {
            _items.Remove(node);
        }
    }

    /// <summary>The next call, or null where nothing waits.</summary>
    public OutgoingCall? Take()
    {
        if (_items.First is not { } first)
        {
            return null;
        }

        return first.Value.Request is null ? TakeUnsubscribes() : TakeRequests();
    }

    public void Clear()
    {
        _items.Clear();
        _requests.Clear();
    }

    private OutgoingCall.Subscribe TakeRequests()
    {
        var requests = new List<OutgoingRequest>();
        long size = Envelope;
        while (_items.First is { Value.Request: { } request }
            && requests.Count < BatchRequests
            && (requests.Count == 0 || size + request.Size < BatchBytes))
        {
            // One more for the comma.
            size += request.Size + 1;
            requests.Add(request);
            Remove(request.RequestId);
        }

        return new OutgoingCall.Subscribe(requests);
    }

    private OutgoingCall.Unsubscribe TakeUnsubscribes()
    {
        var subscriptionIds = new List<string>();
        while (_items.First is { Value.UnsubscribeId: { } subscriptionId } && subscriptionIds.Count < MaxBatchRequests)
        {
            subscriptionIds.Add(subscriptionId);
            _items.RemoveFirst();
        }

        return new OutgoingCall.Unsubscribe(subscriptionIds);
    }

    private sealed record Item(OutgoingRequest? Request, string? UnsubscribeId);
}
