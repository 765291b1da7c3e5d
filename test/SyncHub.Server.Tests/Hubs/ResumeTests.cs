using System.Text.Json;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Hubs;

/// <remarks>A subscription to another key is answered when the feed has come to that read: it has taken all writes before.</remarks>
public sealed class ResumeTests
{
    [Fact]
    public async Task SubscribeEntity_UpToDate_IsAnEmptyDeltaUnder300BytesWithoutARead()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        await server.Data<Note, int>().AddAsync(new Note { Id = 1, Text = new string('x', 5000) });
        await using var client = await BareClient.ConnectAsync(server);
        var first = await client.SubscribeAsync("Note", 1);
        await using var other = await BareClient.ConnectAsync(server);

        var resumed = await other.SubscribeAsync("Note", 1, first.Seq(), first.Epoch(), requestId: "request-1234");

        Assert.Equal("delta", resumed.Text("mode"));
        Assert.Equal(0, resumed.GetProperty("changes").GetArrayLength());
        Assert.InRange(Frame(resumed), 1, 299);
        Assert.Equal(1, source.Reads);
    }

    [Fact]
    public async Task SubscribeEntity_MissedUpdates_AreOneMergedUpdate()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1, Text = new string('x', 1000) });
        await notes.AddAsync(new Note { Id = 2 });
        await using var client = await BareClient.ConnectAsync(server);
        var first = await client.SubscribeAsync("Note", 1);
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = first.Text("subscriptionId") });

        for (var like = 1; like <= 999; like++)
        {
            await notes.PatchAsync(1, note => { note.Likes = like; });
            await notes.PatchAsync(2, note => { note.Likes = like; });
        }

        await notes.PatchAsync(1, note => { note.Title = "new"; });
        await client.SubscribeAsync("Note", 3, requestId: "settles");
        var resumed = await client.SubscribeAsync("Note", 1, first.Seq(), first.Epoch(), "r2");

        var change = Assert.Single(resumed.GetProperty("changes").EnumerateArray());
        Assert.Equal("delta", resumed.Text("mode"));
        Assert.Equal("update", change.Text("type"));
        Assert.Equal("""{"likes":999,"title":"new"}""", change.GetProperty("change").GetRawText());
        Assert.Equal(2 + (2 * 999) + 1, change.Seq());
        Assert.Equal(resumed.Seq(), change.Seq());
        Assert.Equal(2, source.Reads);
    }

    [Fact]
    public async Task SubscribeEntity_DeltaNotSmaller_IsASnapshotWithoutARead()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1 });
        await using var client = await BareClient.ConnectAsync(server);
        var first = await client.SubscribeAsync("Note", 1);
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = first.Text("subscriptionId") });

        await notes.PatchAsync(1, note => { note.Likes = 5; });
        await client.SubscribeAsync("Note", 3, requestId: "settles");
        var changed = await client.SubscribeAsync("Note", 1, first.Seq(), first.Epoch(), "r2");
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = changed.Text("subscriptionId") });
        await notes.RemoveAsync(1);
        await client.SubscribeAsync("Note", 4, requestId: "settles too");
        var removed = await client.SubscribeAsync("Note", 1, changed.Seq(), changed.Epoch(), "r3");

        Assert.Equal(("snapshot", "snapshot"), (changed.Text("mode"), removed.Text("mode")));
        Assert.Equal(5, changed.GetProperty("data").GetProperty("likes").GetInt32());
        Assert.Equal(JsonValueKind.Null, removed.GetProperty("data").ValueKind);
        Assert.Equal(3, source.Reads);
    }

    [Fact]
    public async Task SubscribeEntity_LastSeqPruned_IsASnapshot()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(model => model.Retain(count: 5)));
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1, Text = new string('x', 1000) });
        await using var client = await BareClient.ConnectAsync(server);
        var first = await client.SubscribeAsync("Note", 1);
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = first.Text("subscriptionId") });
        for (var like = 1; like <= 6; like++)
        {
            await notes.PatchAsync(1, note => { note.Likes = like; });

            // After each: a feed that falls behind a log as short as this one starts afresh and knows nothing of what was before.
            await client.SubscribeAsync("Note", 10 + like, requestId: $"settles {like}");
        }

        var pruned = await client.SubscribeAsync("Note", 1, first.Seq(), first.Epoch(), "r2");
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = pruned.Text("subscriptionId") });
        var covered = await client.SubscribeAsync("Note", 1, 7, first.Epoch(), "r3");

        Assert.Equal("snapshot", pruned.Text("mode"));
        Assert.Equal("delta", covered.Text("mode"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(long.MaxValue)]
    public async Task SubscribeEntity_AfterARestartWithANewLog_IsASnapshotWhateverTheNumber(long lastSeq)
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await server.Data<Note, int>().AddAsync(new Note { Id = 1, Title = "before" });
        string epoch;
        await using (var client = await BareClient.ConnectAsync(server))
        {
            epoch = (await client.SubscribeAsync("Note", 1)).Epoch();
        }

        await server.RestartAsync(keepLog: false);
        for (var id = 1; id <= 3; id++)
        {
            await server.Data<Note, int>().AddAsync(new Note { Id = id, Title = "after" });
        }

        await using var again = await BareClient.ConnectAsync(server);
        var answer = await again.SubscribeAsync("Note", 1, lastSeq, epoch);

        Assert.Equal("snapshot", answer.Text("mode"));
        Assert.Equal("after", answer.GetProperty("data").Text("title"));
        Assert.NotEqual(epoch, answer.Epoch());
    }

    [Fact]
    public async Task SubscribeEntity_AfterARestartWithItsLog_IsADelta()
    {
        var settings = new TestServerSettings { DataSets = [typeof(DataSet<Note, int>)] };
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), settings);
        await server.Data<Note, int>().AddAsync(new Note { Id = 1, Text = new string('x', 1000) });
        JsonElement first;
        await using (var client = await BareClient.ConnectAsync(server))
        {
            first = await client.SubscribeAsync("Note", 1);
        }

        await server.Data<Note, int>().PatchAsync(1, note => { note.Likes = 3; });
        await server.RestartAsync(keepLog: true);
        await using var again = await BareClient.ConnectAsync(server);
        var resumed = await again.SubscribeAsync("Note", 1, first.Seq(), first.Epoch());
        await server.Data<Note, int>().PatchAsync(1, note => { note.Likes = 4; });
        var push = await again.NextAsync();

        Assert.Equal("delta", resumed.Text("mode"));
        Assert.Equal("""{"likes":3}""", resumed.GetProperty("changes")[0].GetProperty("change").GetRawText());
        Assert.Equal((2, 3), (push.Argument.Prev(), push.Argument.Seq()));
    }

    [Fact]
    public async Task SubscribeEntity_LastSeqBeyondTheHead_IsASnapshot()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await server.Data<Note, int>().AddAsync(new Note { Id = 1 });
        await using var client = await BareClient.ConnectAsync(server);
        var first = await client.SubscribeAsync("Note", 1);

        var answer = await client.SubscribeAsync("Note", 1, first.Seq() + 1, first.Epoch(), "r2");

        Assert.Equal("snapshot", answer.Text("mode"));
        Assert.Equal(1, answer.Seq());
    }

    // As it travels: {"type":1,"target":"Subscribed","arguments":[…]} and the record separator.
    private static int Frame(JsonElement answer) => """{"type":1,"target":"Subscribed","arguments":[]}""".Length + 1 + System.Text.Encoding.UTF8.GetByteCount(answer.GetRawText());
}
