using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Testing;

namespace SyncHub.Client.Tests.StateMachines;

/// <summary>The files of test/state-machines, which the TypeScript client's tests replay as well.</summary>
internal static class SharedTables
{
    public static JsonNode Subscription { get; } = Read("subscription.json");

    public static JsonNode Connection { get; } = Read("connection.json");

    public static JsonNode Traces { get; } = Read("traces.json");

    /// <summary>A message of the protocol as the client's record of it.</summary>
    public static object ToRecord(JsonNode step)
    {
        var type = (string)step["method"]! switch
        {
            ClientMethods.Subscribed => typeof(Subscribed),
            ClientMethods.EntityAdded => typeof(EntityAdded),
            ClientMethods.EntityUpdated => typeof(EntityUpdated),
            ClientMethods.EntityRemoved => typeof(EntityRemoved),
            ClientMethods.CollectionSnapshot => typeof(CollectionSnapshot),
            ClientMethods.CollectionChanged => typeof(CollectionChanged),
            ClientMethods.RowsChanged => typeof(RowsChanged),
            ClientMethods.Position => typeof(Position),
            ClientMethods.SubscriptionError => typeof(SubscriptionError),
            ClientMethods.Closing => typeof(Closing),
            var method => throw new ArgumentOutOfRangeException(nameof(step), method, "No message of the protocol to a client."),
        };
        return step["message"].Deserialize(WireJsonContext.Default.GetTypeInfo(type)!)!;
    }

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(WorkingTree.PathOf($"test/state-machines/{name}")))!;
}
