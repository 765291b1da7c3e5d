using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>What leaves in one go.</summary>
internal abstract record OutgoingCall
{
    private OutgoingCall()
    {
    }

    public sealed record Subscribe(IReadOnlyList<OutgoingRequest> Requests) : OutgoingCall
    {
        public SubscribeManyRequest ToCall()
        {
            var entities = Requests.Select(request => request.Entity).OfType<SubscribeEntityRequest>().ToList();
            var collections = Requests.Select(request => request.Collection).OfType<SubscribeCollectionRequest>().ToList();
            return new SubscribeManyRequest
            {
                Entities = entities.Count == 0 ? null : entities,
                Collections = collections.Count == 0 ? null : collections,
            };
        }
    }

    public sealed record Unsubscribe(IReadOnlyList<string> SubscriptionIds) : OutgoingCall;
}
