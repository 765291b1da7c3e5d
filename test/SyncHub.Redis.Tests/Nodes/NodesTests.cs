using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Redis.Tests.Nodes;

/// <summary>What clients see of nodes that share a database through EF Core, and a log in Redis.</summary>
public sealed class NodesTests
{
    private const string Lowest = """{ "filter": { "rank": { "$lte": 5 } }, "order": { "rank": "ASC" }, "top": 10, "total": true }""";

    [Fact]
    public async Task Save_OnOneNode_IsPushedByTheOther()
    {
        await using var cluster = await Cluster.CreateAsync(notes: 3);
        var a = await cluster.StartAsync();
        var b = await cluster.StartAsync();
        await using var client = await BareClient.ConnectAsync(b);
        var answer = await client.SubscribeAsync("notes", 1);

        await Cluster.SaveAsync(a, async db => (await db.Notes.SingleAsync(note => note.Id == 1)).Text = "from A");

        // Whole, unless more time has passed since it was read than the nodes' clocks may differ by.
        var (method, push) = await client.NextAnswerAsync();
        Assert.Equal("from A", push.GetProperty(method == ClientMethods.EntityAdded ? "entity" : "change").GetProperty("text").GetString());
        Assert.Equal(answer.GetProperty("version").GetProperty("epoch").GetString(), push.GetProperty("version").GetProperty("epoch").GetString());
    }

    [Fact]
    public async Task Client_ComesBackToAnotherNode_ResumesFromTheLogWithoutAReadOfTheSource()
    {
        await using var cluster = await Cluster.CreateAsync(notes: 20);
        var reads = new Reads();
        var a = await cluster.StartAsync();
        var b = await cluster.StartAsync(reads);
        await using var witness = await BareClient.ConnectAsync(b);
        await witness.SubscribeAsync("notes", 2);
        var onA = await BareClient.ConnectAsync(a);
        var version = (await onA.SubscribeAsync("notes", 1)).GetProperty("version");
        var (seq, epoch) = (version.GetProperty("seq").GetInt64(), version.GetProperty("epoch").GetString());
        onA.Factory.Link.Drop();
        await onA.DisposeAsync();
        await Cluster.SaveAsync(a, async db =>
        {
            (await db.Notes.SingleAsync(note => note.Id == 1)).Text = "while nobody looked";
            (await db.Notes.SingleAsync(note => note.Id == 2)).Text = "seen by the witness";
        });
        await witness.NextAnswerAsync();
        var readsBefore = reads.Count;

        await using var onB = await BareClient.ConnectAsync(b);
        var missed = await onB.SubscribeAsync("notes", 1, seq, epoch);
        var upToDate = await onB.SubscribeAsync("notes", 3, missed.GetProperty("version").GetProperty("seq").GetInt64(), epoch, "r2");

        Assert.Contains("while nobody looked", missed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("delta", upToDate.GetProperty("mode").GetString());
        Assert.Equal(epoch, missed.GetProperty("version").GetProperty("epoch").GetString());
        Assert.Equal(readsBefore, reads.Count);
    }

    [Fact]
    public async Task Nodes_AreRestartedOneAfterTheOther_ListsGetDeltas()
    {
        await using var cluster = await Cluster.CreateAsync(notes: 20);
        var a = await cluster.StartAsync();
        var b = await cluster.StartAsync();
        var old = new CollectionFollower(await BareClient.ConnectAsync(a), "notes", Lowest);
        await old.SubscribeAsync();

        await a.StopAsync();
        var c = await cluster.StartAsync();
        await Cluster.SaveAsync(b, async db => (await db.Notes.SingleAsync(note => note.Id == 9)).Rank = 0);
        await b.StopAsync();
        await Cluster.SaveAsync(c, async db => (await db.Notes.SingleAsync(note => note.Id == 4)).Rank = 40);
        var follower = new CollectionFollower(await BareClient.ConnectAsync(c), "notes", Lowest);
        follower.TakeOver(old);
        await follower.SubscribeAsync(resume: true, knownKeys: true);
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["9", "1", "2", "3", "5"]));

        Assert.Equal("delta", follower.Answer.GetProperty("mode").GetString());
        Assert.Equal((old.Epoch, 5L), (follower.Epoch, follower.Total));
        Assert.Null(follower.Violation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nodes_WriteTheSameRowsAtOnce_EverybodyEndsWithTheDatabase(int seed)
    {
        const int Notes = 12;
        const int Saves = 60;
        await using var cluster = await Cluster.CreateAsync(Notes);
        SyncHubTestServer[] nodes = [await cluster.StartAsync(), await cluster.StartAsync()];
        var followers = new List<CollectionFollower>();
        foreach (var node in nodes)
        {
            followers.Add(new CollectionFollower(await BareClient.ConnectAsync(node), "notes", Lowest));
            followers.Add(new CollectionFollower(await BareClient.ConnectAsync(node), "notes", """{ "order": { "rank": "ASC" }, "total": true }"""));
        }

        await Task.WhenAll(followers.Select(follower => follower.SubscribeAsync()));

        await Task.WhenAll(nodes.Select((node, writer) => Task.Run(async () =>
        {
            var random = new Random((seed * 1000) + writer);
            for (var save = 0; save < Saves; save++)
            {
                var (id, rank) = (random.Next(1, Notes + 1), random.Next(0, 12));
                await Cluster.SaveAsync(node, async db => (await db.Notes.SingleAsync(note => note.Id == id)).Rank = rank);
            }
        })));

        await using var db = cluster.Open();
        var rows = (await db.Notes.AsNoTracking().ToListAsync()).OrderBy(note => note.Rank).ThenBy(note => note.Id).ToList();
        foreach (var follower in followers)
        {
            List<Note> expected = follower.Top is null ? rows : [.. rows.Where(note => note.Rank <= 5).Take(10)];
            var total = follower.Top is null ? Notes : rows.Count(note => note.Rank <= 5);
            await follower.UntilAsync(() => follower.Total == total && follower.Rows.Select(Text).SequenceEqual(expected.Select(Text)));
            Assert.Null(follower.Violation);
        }
    }

    private static string Text(JsonObject row) => $"{row["id"]}:{row["rank"]}:{row["text"]}";

    private static string Text(Note row) => $"{row.Id}:{row.Rank}:{row.Text}";
}
