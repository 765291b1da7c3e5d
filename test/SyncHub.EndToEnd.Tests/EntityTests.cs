using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

public sealed class EntityTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SubscribeEntity_AddUpdateRemove_IsSeenAtOnce(bool overSockets)
    {
        await using var scene = await Scene.StartAsync(new TestServerSettings { Kestrel = overSockets });
        var client = overSockets ? scene.ConnectOverSockets() : scene.Connect().Client;
        await using var note = client.SubscribeEntity<Note>(1);

        var missing = await note.WhenSyncedAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "one" });
        await Scene.WhenSyncedAsync(note, data => data?.Title == "one");
        await scene.Notes.PatchAsync(1, row => { row.Title = "two"; });
        await Scene.WhenSyncedAsync(note, data => data?.Title == "two");
        await scene.Notes.RemoveAsync(1);
        await Scene.WhenSyncedAsync(note, data => data is null);

        Assert.Null(missing);
        Assert.Equal(3, note.Version!.Value.Seq);
    }

    [Fact]
    public async Task SubscribeEntity_BurstOverSockets_EndsWithTheLastValueAndNeverGoesBack()
    {
        await using var scene = await Scene.StartAsync(new TestServerSettings { Kestrel = true });
        await scene.Notes.AddAsync(new Note { Id = 1 });
        var client = scene.ConnectOverSockets();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync();
        var seen = new List<int>();
        var last = new TaskCompletionSource();
        note.StateChanged += (_, state) =>
        {
            seen.Add(((SyncState<Note?>.Synced)state).Data!.Likes);
            if (seen[^1] == 2000)
            {
                last.TrySetResult();
            }
        };

        for (var like = 1; like <= 2000; like++)
        {
            await scene.Notes.PatchAsync(1, row => { row.Likes = like; });
        }

        await last.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task ConnectionDropped_ChangesMissed_CachedThenSyncedByADelta()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "kept", Text = new string('x', 2000) });
        var (client, factory) = scene.Connect();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync();
        var answers = new List<string>();
        factory.Prepare = link => link.Faults.Lose(record =>
        {
            if (record.Contains(ClientMethods.Subscribed, StringComparison.Ordinal))
            {
                answers.Add(record);
            }

            return false;
        });

        factory.Refuses = true;
        factory.Link.Drop();
        var cached = await Scene.WhenAsync(note, state => state is SyncState<Note?>.Cached);
        await scene.Notes.PatchAsync(1, row => { row.Likes = 7; });
        factory.Refuses = false;
        var synced = await Scene.WhenSyncedAsync(note, data => data!.Likes == 7);

        Assert.Equal("kept", ((SyncState<Note?>.Cached)cached).Data!.Title);
        Assert.Equal("kept", ((SyncState<Note?>.Synced)synced).Data!.Title);
        Assert.Contains("\"mode\":\"delta\"", Assert.Single(answers), StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ServerRestarted_StatesGoSyncedCachedSynced_AndTheDataIsTheServers(bool keepLog)
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "before" });
        var (client, _) = scene.Connect();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync();
        var epoch = note.Version!.Value.Epoch;
        var states = new List<string>();
        var told = new TaskCompletionSource();
        note.StateChanged += (_, state) =>
        {
            states.Add(state.GetType().Name);
            if (state is SyncState<Note?>.Synced { Data.Title: "after" })
            {
                told.TrySetResult();
            }
        };

        await scene.Server.RestartAsync(keepLog, async () => await Scene.WhenAsync(note, state => state is SyncState<Note?>.Cached));
        if (keepLog)
        {
            await scene.Notes.PatchAsync(1, row => { row.Title = "after"; });
        }
        else
        {
            await scene.Notes.AddAsync(new Note { Id = 1, Title = "after" });
        }

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("Cached", states[0]);
        Assert.Equal("Synced", states[^1]);
        Assert.Equal(keepLog, epoch == note.Version!.Value.Epoch);
    }

    [Fact]
    public async Task PushLost_NextPushShowsTheGap_TypedClientResyncsABareOneEndsWrong()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "one" });
        var (client, factory) = scene.Connect();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync();
        await using var careless = await BareClient.ConnectAsync(scene.Server);
        var title = (await careless.SubscribeAsync("Note", 1)).GetProperty("data").Text("title");
        factory.Link.Faults.Lose(IsTitle);
        careless.Factory.Link.Faults.Lose(IsTitle);

        await scene.Notes.PatchAsync(1, row => { row.Title = "two"; });
        await scene.Notes.PatchAsync(1, row => { row.Likes = 1; });
        await Scene.WhenSyncedAsync(note, data => data!.Likes == 1);
        var push = await careless.NextAsync(ClientMethods.EntityUpdated);
        if (push.GetProperty("change").TryGetProperty("title", out var changed))
        {
            title = changed.GetString();
        }

        Assert.Equal("two", note.DataOrDefault!.Title);
        Assert.Equal("one", title);
        Assert.Equal((1, 1), (factory.Link.Faults.Lost, careless.Factory.Link.Faults.Lost));

        static bool IsTitle(string record) => record.Contains("\"change\":{\"title\":\"two\"}", StringComparison.Ordinal) && record.Contains(ClientMethods.EntityUpdated, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushDelayed_ArrivesBehindItsSuccessor_NobodySeesWrongData()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "one" });
        var (client, factory) = scene.Connect();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync();

        factory.Link.Faults.Hold(record => record.Contains("two", StringComparison.Ordinal) && record.Contains(ClientMethods.EntityUpdated, StringComparison.Ordinal));
        await scene.Notes.PatchAsync(1, row => { row.Title = "two"; });
        await scene.Notes.PatchAsync(1, row => { row.Title = "three"; });
        await Scene.WhenSyncedAsync(note, data => data!.Title == "three");
        factory.Link.Faults.Hold(null);
        await scene.Notes.PatchAsync(1, row => { row.Likes = 1; });
        await Scene.WhenSyncedAsync(note, data => data!.Likes == 1);
        await scene.Notes.PatchAsync(1, row => { row.Likes = 2; });
        await Scene.WhenSyncedAsync(note, data => data!.Likes == 2);

        Assert.Equal("three", note.DataOrDefault!.Title);
    }

    [Fact]
    public async Task ClientStopsReading_ThenReadsAgain_Converges()
    {
        await using var scene = await Scene.StartAsync(new TestServerSettings
        {
            Options = options =>
            {
                options.Limits.OutboxBytes = 64 * 1024;
                options.SlowWrite = TimeSpan.FromMilliseconds(1);
            },
        });
        await scene.Notes.AddAsync(new Note { Id = 1 });
        var (client, factory) = scene.Connect();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync();

        factory.Link.Faults.Stall();
        for (var like = 1; like <= 400; like++)
        {
            await scene.Notes.PatchAsync(1, row =>
            {
                row.Likes = like;
                row.Text = new string((char)('a' + (like % 26)), 4000);
            });
        }

        factory.Link.Faults.Resume();
        await Scene.WhenSyncedAsync(note, data => data!.Likes == 400);
        await scene.Notes.PatchAsync(1, row => { row.Likes = 401; });
        await Scene.WhenSyncedAsync(note, data => data!.Likes == 401);
    }

    [Fact]
    public async Task LastHandleReleased_ServerIsToldToStop_AndTheReturnIsADelta()
    {
        var time = new ManualTimeProvider();
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Text = new string('x', 1000) });
        var (client, factory) = scene.Connect(options => options.TimeProvider = time);
        var first = client.SubscribeEntity<Note>(1);
        var second = client.SubscribeEntity<Note>(1);
        await first.WhenSyncedAsync();

        await first.DisposeAsync();
        await second.DisposeAsync();
        await time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        await scene.Notes.PatchAsync(1, row => { row.Likes = 3; });
        await using var again = client.SubscribeEntity<Note>(1);
        var state = await Scene.WhenSyncedAsync(again, data => data!.Likes == 3);

        Assert.Equal(1, factory.Attempts);
        Assert.Equal(1000, ((SyncState<Note?>.Synced)state).Data!.Text!.Length);
    }
}
