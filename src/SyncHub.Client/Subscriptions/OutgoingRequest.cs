using System.Text.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>A request for one entity or one collection, and what it weighs on the wire.</summary>
internal sealed record OutgoingRequest
{
    private OutgoingRequest(string requestId, string tooLarge, byte[] json)
    {
        RequestId = requestId;
        TooLarge = tooLarge;
        Size = json.Length;
    }

    public string RequestId { get; }

    /// <summary>In bytes of JSON.</summary>
    public int Size { get; }

    /// <summary>What to tell where no call can hold it.</summary>
    public string TooLarge { get; }

    public SubscribeEntityRequest? Entity { get; private init; }

    public SubscribeCollectionRequest? Collection { get; private init; }

    /// <summary>The same request for less: what is asked where this one is too large. Null where there is none.</summary>
    public OutgoingRequest? Shorter { get; private init; }

    public static OutgoingRequest For(SubscribeEntityRequest request) => new(
        request.RequestId,
        $"A request for {request.Model} has a key of {request.Key.Text.Length} characters, more than the server reads in one message; use a shorter key.",
        JsonSerializer.SerializeToUtf8Bytes(request, WireJsonContext.Default.SubscribeEntityRequest))
    {
        Entity = request,
    };

    public static OutgoingRequest For(SubscribeCollectionRequest request)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(request, WireJsonContext.Default.SubscribeCollectionRequest);
        return new(
            request.RequestId,
            $"A query on {request.Model} takes {json.Length} bytes, more than the server reads in one message; use a shorter filter.",
            json)
        {
            Collection = request,

            // Without the keys the server may still have the page in mind; if not, it answers with a snapshot.
            Shorter = request.KnownKeys is null ? null : For(request with { KnownKeys = null }),
        };
    }
}
