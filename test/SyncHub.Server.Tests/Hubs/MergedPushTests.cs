using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Hubs;

public sealed class MergedPushTests
{
    [Fact]
    public async Task Commit_OfSeveralChanges_CarriesItsLastSeqAndAPositionFollows()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1, requestId: "1");
        await client.SubscribeAsync("Note", 2, requestId: "2");

        await server.Data<Note, int>().CommitAsync(
            batch =>
            {
                batch.Add(new Note { Id = 1 });
                batch.Add(new Note { Id = 9 });
                batch.Add(new Note { Id = 2 });
            },
            mutationId: "m1");
        var first = await client.NextAsync();
        var second = await client.NextAsync();
        var position = await client.NextAsync();

        Assert.Equal((1, 3), (first.Argument.Seq(), first.Argument.GetProperty("commit").GetInt64()));
        Assert.Equal((3, 3), (second.Argument.Seq(), second.Argument.GetProperty("commit").GetInt64()));
        Assert.Equal("m1", first.Argument.GetProperty("mutationIds")[0].GetString());
        Assert.Equal(ClientMethods.Position, position.Method);
        Assert.Equal(3, position.Argument.GetProperty("positions")[0].Seq());
        Assert.Equal("Note", position.Argument.GetProperty("positions")[0].Text("model"));
    }

    [Fact]
    public async Task Debounce_SomebodyJoinsAGroupOfAPendingCommit_TheCommitLeavesTogether()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(note => note.Debounce(TimeSpan.FromHours(1))));
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1, requestId: "1");
        await client.SubscribeAsync("Note", 2, requestId: "2");
        await server.Data<Note, int>().CommitAsync(batch =>
        {
            batch.Add(new Note { Id = 1 });
            batch.Add(new Note { Id = 2 });
        });

        await using var other = await BareClient.ConnectAsync(server);
        await other.SubscribeAsync("Note", 1);
        var first = await client.NextAsync();
        var second = await client.NextAsync();
        var position = await client.NextAsync();

        Assert.Equal((1, 2), (first.Argument.Seq(), first.Argument.GetProperty("commit").GetInt64()));
        Assert.Equal((2, 2), (second.Argument.Seq(), second.Argument.GetProperty("commit").GetInt64()));
        Assert.Equal((ClientMethods.Position, 2), (position.Method, position.Argument.GetProperty("positions")[0].Seq()));
    }

    [Fact]
    public async Task Commit_ThatConcernsOthersOnly_SendsNothing()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1);

        await server.Data<Note, int>().CommitAsync(batch =>
        {
            batch.Add(new Note { Id = 8 });
            batch.Add(new Note { Id = 9 });
        });
        await server.Data<Note, int>().AddAsync(new Note { Id = 1 });

        Assert.Equal((ClientMethods.EntityAdded, 3), await client.NextAsync() is var call ? (call.Method, call.Argument.Seq()) : default);
    }

    [Fact]
    public async Task Position_HeadMovedWithoutAPush_IsToldAtTheInterval()
    {
        var time = new ManualTimeProvider();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), new TestServerSettings { Time = time });
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1);
        await server.Data<Note, int>().AddAsync(new Note { Id = 2 });

        time.Advance(TimeSpan.FromSeconds(10));
        var position = await client.NextAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await server.Data<Note, int>().AddAsync(new Note { Id = 1 });
        var next = await client.NextAsync();

        Assert.Equal(ClientMethods.Position, position.Method);
        Assert.Equal(1, position.Argument.GetProperty("positions")[0].Seq());
        Assert.Equal(ClientMethods.EntityAdded, next.Method);
    }

    [Fact]
    public async Task Debounce_SteadyStream_LeavesMergedAtTheMaximumWait()
    {
        var time = new ManualTimeProvider();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(model => model.Debounce(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250))),
            new TestServerSettings { Time = time });
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1 });
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1);
        await using var watcher = await BareClient.ConnectAsync(server);

        for (var like = 1; like <= 4; like++)
        {
            await notes.PatchAsync(1, note => { note.Likes = like; });
            await SettleAsync(watcher);
            time.Advance(TimeSpan.FromMilliseconds(like == 4 ? 10 : 80));
        }

        var push = await client.NextAsync();

        Assert.Equal("""{"likes":4}""", push.Argument.GetProperty("change").GetRawText());
        Assert.Equal((1, 5), (push.Argument.Prev(), push.Argument.Seq()));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Debounce_SomebodyJoins_TheGroupIsFlushedFirstSoThatNobodyHasAGap()
    {
        var time = new ManualTimeProvider();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(model => model.Debounce(TimeSpan.FromSeconds(1))),
            new TestServerSettings { Time = time });
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1 });
        await using var early = await BareClient.ConnectAsync(server);
        await early.SubscribeAsync("Note", 1);
        await using var late = await BareClient.ConnectAsync(server);

        await notes.PatchAsync(1, note => { note.Likes = 1; });
        var joined = await late.SubscribeAsync("Note", 1);
        var flushed = await early.NextAsync();
        await notes.PatchAsync(1, note => { note.Likes = 2; });
        await SettleAsync(early);
        time.Advance(TimeSpan.FromSeconds(1));
        var toEarly = await early.NextAsync();
        var toLate = await late.NextAsync();

        Assert.Equal(2, joined.Seq());
        Assert.Equal((1, 2), (flushed.Argument.Prev(), flushed.Argument.Seq()));
        Assert.Equal((2, 3), (toEarly.Argument.Prev(), toEarly.Argument.Seq()));
        Assert.Equal((2, 3), (toLate.Argument.Prev(), toLate.Argument.Seq()));
    }

    [Fact]
    public async Task Debounce_MoreChangesThanAGroupHolds_LeaveBeforeTheWindowCloses()
    {
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(model => model.Debounce(TimeSpan.FromHours(1))),
            new TestServerSettings { Time = new ManualTimeProvider() });
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1 });
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1);

        for (var like = 1; like <= 1500; like++)
        {
            await notes.PatchAsync(1, note => { note.Likes = like; });
        }

        var push = await client.NextAsync();

        Assert.Equal("""{"likes":1000}""", push.Argument.GetProperty("change").GetRawText());
        Assert.Equal((1, 1001), (push.Argument.Prev(), push.Argument.Seq()));
    }

    // A subscription to a new key is answered at the feed's position: the loop has then taken all writes before it.
    private static async Task SettleAsync(BareClient client)
    {
        var requestId = Guid.NewGuid().ToString();
        await client.SubscribeAsync("Note", Random.Shared.Next(1000, int.MaxValue), requestId: requestId);
    }
}
