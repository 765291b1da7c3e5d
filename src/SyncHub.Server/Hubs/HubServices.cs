using SyncHub.Protocol;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>What the hub's methods need; reached through the connection, so that a derived hub needs no constructor of ours.</summary>
internal sealed class HubServices(EntityRequestReader entities, CollectionRequestReader collections, SignIn signIn, SyncHubLimits limits)
{
    private static readonly string[] Features = ["entities", "collections"];

    public EntityRequestReader Entities => entities;

    public CollectionRequestReader Collections => collections;

    public SignIn SignIn => signIn;

    public SyncHubLimits Limits => limits;

    public HelloResponse Hello() => new()
    {
        Protocol = ProtocolVersion.Current,
        Features = Features,
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
