using SyncHub.Client.Mutations;
using SyncHub.Client.Subscriptions;
using SyncHub.Protocol;

namespace SyncHub.Client.Entities;

/// <summary>One entity.</summary>
internal sealed record EntityKey(string Model, SyncKey Key) : SubscriptionKey(Model)
{
    public override ContentRules Rules => EntityRules.Instance;

    public override ShownContent CreateOverlay() => new ShownEntity(Key.Text);

    public override bool MayHold(RowWrite write) => write.Model == Model && write.Key == Key.Text;

    public override OutgoingRequest Request(string requestId, SubscriptionContent? from) => OutgoingRequest.For(new SubscribeEntityRequest
    {
        RequestId = requestId,
        Model = Model,
        Key = Key,
        LastSeq = from?.Version.Seq,
        Epoch = from?.Version.Epoch,
    });

    public override string ToString() => $"{Model} '{Key}'";
}
