using SyncHub.Protocol;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Messages;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>What the hub's methods need; reached through the connection, so that a derived hub needs no constructor of ours.</summary>
internal sealed class HubServices(
    EntityRequestReader entities, CollectionRequestReader collections, SignIn signIn, MessageReceiver messages, ModelRegistry registry, SyncHubLimits limits)
{
    private readonly string[] _features =
    [
        "entities",
        "collections",
        .. registry.Resolvers.Count > 0 ? ["resolvers"] : Array.Empty<string>(),
        .. messages.IsOffered ? ["messages"] : Array.Empty<string>(),
    ];

    public EntityRequestReader Entities => entities;

    public CollectionRequestReader Collections => collections;

    public SignIn SignIn => signIn;

    public MessageReceiver Messages => messages;

    public SyncHubLimits Limits => limits;

    public HelloResponse Hello() => new()
    {
        Protocol = ProtocolVersion.Current,
        Features = _features,
        Limits = new HelloLimits
        {
            SubscriptionsPerConnection = limits.SubscriptionsPerConnection,
            KeyLength = limits.KeyLength,
            ReceiveBytes = limits.ReceiveBytes,
            FilterDepth = limits.Query.Depth,
            FilterTerms = limits.Query.Terms,
            ListLength = limits.Query.ListLength,
            Top = limits.Query.Top,
            Skip = limits.Query.Skip,
            PatternLength = limits.Query.PatternLength,
            Matches = limits.Query.Matches,
        },
    };
}
