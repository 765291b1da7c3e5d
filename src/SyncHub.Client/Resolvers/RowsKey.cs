using SyncHub.Client.Subscriptions;
using SyncHub.Protocol;

namespace SyncHub.Client.Resolvers;

/// <summary>What one resolver says about one key.</summary>
internal sealed record RowsKey(string Resolver, SyncKey Key) : SubscriptionKey(Resolver)
{
    public override ContentRules Rules => RowsRules.Instance;

    // Without a position: every answer carries all rows.
    public override OutgoingRequest Request(string requestId, SubscriptionContent? from) =>
        OutgoingRequest.For(new SubscribeEntityRequest { RequestId = requestId, Model = Resolver, Key = Key });

    public override string ToString() => $"{Resolver} '{Key}'";
}
