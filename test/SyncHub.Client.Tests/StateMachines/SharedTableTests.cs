using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Client.Connection;
using SyncHub.Client.Entities;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Tests.Connection;
using SyncHub.Client.Tests.Subscriptions;

namespace SyncHub.Client.Tests.StateMachines;

/// <summary>What the TypeScript client's tests replay is what the document says, and what is tested here.</summary>
public sealed class SharedTableTests
{
    private const string Document = "docs/state-machines.md";

    [Fact]
    public void Cells_OfSubscriptions_AreTheDocuments()
    {
        var tables = SharedTables.Subscription["tables"]!.AsArray();
        Assert.Equal(4, tables.Count);
        foreach (var table in tables)
        {
            var document = Repository.ReadTable(Document, (string)table!["heading"]!);
            Assert.Equal(document[0].Skip(1), SharedTables.Subscription["columns"]!.AsArray().Select(column => (string)column!));
            AssertSameCells(document, table["cells"]!.AsObject());
        }
    }

    [Fact]
    public void Cells_OfTheConnection_AreTheDocuments()
    {
        var document = Repository.ReadTable(Document, "## The connection");
        Assert.Equal(document[0].Skip(1), SharedTables.Connection["columns"]!.AsObject().Select(column => column.Key));
        AssertSameCells(document, SharedTables.Connection["cells"]!.AsObject());
        foreach (var (column, attempts) in SharedTables.Connection["columns"]!.AsObject())
        {
            Assert.Equal(ConnectionTable.States[column].Attempt, (int)attempts!["attempts"]!);
        }
    }

    [Theory]
    [InlineData(Subscribed.EntityKind)]
    [InlineData(Subscribed.CollectionKind)]
    [InlineData(Subscribed.ResolverKind)]
    public void Events_OfSubscriptions_AreThoseOfTheTables(string kind)
    {
        var shared = SharedTables.Subscription["commonEvents"]!.AsObject().Concat(SharedTables.Subscription["kinds"]![kind]!["events"]!.AsObject()).ToDictionary();
        var table = StateTable.Of(kind);
        Assert.Equal(table.Events.Keys.Order(StringComparer.Ordinal), shared.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, happened) in table.Events)
        {
            Assert.True(IsSame(happened, shared[name]!), $"'{name}' of {kind} is {happened}, and in the shared file {shared[name]!.ToJsonString()}");
        }
    }

    [Fact]
    public void Events_OfTheConnection_AreThoseOfTheTable()
    {
        var shared = SharedTables.Connection["events"]!.AsObject();
        Assert.Equal(ConnectionTable.Events.Keys.Order(StringComparer.Ordinal), shared.Select(happened => happened.Key).Order(StringComparer.Ordinal));
        foreach (var (name, happened) in ConnectionTable.Events)
        {
            Assert.True(NameOf(happened) == (string)shared[name]!["event"]!, name);
            Assert.Equal(happened is ConnectionEvent.OpenFailed { IsFinal: true }, (bool?)shared[name]!["isFinal"] ?? false);
            if (happened is ConnectionEvent.ServerCloses closes)
            {
                Assert.Equal(closes.Message, shared[name]!["closing"].Deserialize(WireJsonContext.Default.Closing));
            }
        }
    }

    private static bool IsSame(SubscriptionEvent happened, JsonNode shared) => happened switch
    {
        SubscriptionEvent.Answered answered => IsRecord(answered.Answer, shared),
        SubscriptionEvent.Pushed pushed => IsRecord(pushed.Push, shared),
        SubscriptionEvent.Failed failed => IsRecord(failed.Error, shared),
        SubscriptionEvent.Advanced advanced => SharedTables.ToRecord(shared) is Position { Positions: [{ Model: "Note" } position] } && position.Version == advanced.Version,
        SubscriptionEvent.Loaded { Content: EntityContent entity } => JsonNode.DeepEquals(JsonNode.Parse(entity.Body.ToString()), shared["content"]!["data"]),
        _ => NameOf(happened) == (string?)shared["event"],
    };

    private static bool IsRecord(object record, JsonNode shared) =>
        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(record, WireJsonContext.Default.GetTypeInfo(record.GetType())!), shared["message"]);

    private static string NameOf(object happened) => JsonNamingPolicy.CamelCase.ConvertName(happened.GetType().Name);

    private static void AssertSameCells(IReadOnlyList<string[]> document, JsonObject cells)
    {
        Assert.Equal(document.Skip(1).Select(row => row[0]), cells.Select(row => row.Key));
        Assert.All(document.Skip(1), row => Assert.Equal(row.Skip(1), cells[row[0]]!.AsArray().Select(cell => (string)cell!)));
    }
}
