using SyncHub.Client;
using SyncHub.Client.Sqlite;
using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

public sealed class LocalStoreTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("synchub-cache");

    private string StorePath => Path.Combine(_directory.FullName, "cache.db");

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>The application ends and starts again: it shows what it knew before the socket opens, and is brought up to date by a delta.</summary>
    [Fact]
    public async Task ApplicationRestarts_PaintsBeforeTheConnection_AndResumesWithADelta()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "one", Text = new string('x', 2000) });
        await scene.Notes.AddAsync(new Note { Id = 2, Title = "two", Text = new string('x', 2000) });
        await using (var store = new SqliteCacheStore(StorePath))
        {
            var (client, _) = scene.Connect(options => options.Cache.Store = store);
            await using var note = client.SubscribeEntity<Note>(1);
            await using var notes = client.SubscribeCollection<Note>(query => query.OrderBy(note => note.Title));
            await note.WhenSyncedAsync();
            await notes.WhenSyncedAsync();
            await client.DisposeAsync();
        }

        await scene.Notes.PatchAsync(1, row => { row.Likes = 7; });
        await using var reopened = new SqliteCacheStore(StorePath);
        var (again, factory) = scene.Connect(options => options.Cache.Store = reopened);
        factory.Refuses = true;
        var answers = new List<string>();
        factory.Prepare = link => link.Faults.Lose(record =>
        {
            if (record.Contains(ClientMethods.Subscribed, StringComparison.Ordinal))
            {
                answers.Add(record);
            }

            return false;
        });
        await using var one = again.SubscribeEntity<Note>(1);
        await using var both = again.SubscribeCollection<Note>(query => query.OrderBy(note => note.Title));

        var painted = (SyncState<Note?>.Cached)await Scene.WhenAsync(one, state => state is SyncState<Note?>.Cached);
        var paintedRows = await WhenCachedAsync(both);
        Assert.Equal(("one", 0), (painted.Data!.Title, painted.Data.Likes));
        Assert.Equal(["one", "two"], paintedRows.Entries.Select(note => note.Title));
        factory.Refuses = false;
        await Scene.WhenSyncedAsync(one, data => data!.Likes == 7);
        await Scene.WhenSyncedAsync(both, data => data.Entries[0].Likes == 7);

        Assert.Equal(2, one.DataOrDefault!.Text!.Length / 1000);
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Contains("\"mode\":\"delta\"", answer, StringComparison.Ordinal));
    }

    /// <summary>The log that the position was of is gone: what is shown first is old, what is shown in the end is the server's.</summary>
    [Fact]
    public async Task ApplicationRestarts_ServerLostItsLog_EndsWithTheServersData()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "before" });
        var store = new MemoryCacheStore();
        var (client, _) = scene.Connect(options => options.Cache.Store = store);
        await using (var note = client.SubscribeEntity<Note>(1))
        {
            await note.WhenSyncedAsync();
            await client.DisposeAsync();
        }

        await scene.Server.RestartAsync(keepLog: false, () => Task.CompletedTask);
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "after" });
        var (again, factory) = scene.Connect(options => options.Cache.Store = store);
        factory.Refuses = true;
        await using var handle = again.SubscribeEntity<Note>(1);
        await Scene.WhenAsync(handle, state => state is SyncState<Note?>.Cached { Data.Title: "before" });
        factory.Refuses = false;

        await Scene.WhenSyncedAsync(handle, data => data!.Title == "after");
    }

    [Fact]
    public async Task TwoClients_OneFile_BothPaintFromWhatEitherKnew()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "one" });
        await scene.Notes.AddAsync(new Note { Id = 2, Title = "two" });
        await using var store = new SqliteCacheStore(StorePath);
        await using var other = new SqliteCacheStore(StorePath);
        await Task.WhenAll(KnowAsync(1, store), KnowAsync(2, other));

        foreach (var (key, opposite) in new[] { (1, other), (2, store) })
        {
            var (client, factory) = scene.Connect(options => options.Cache.Store = opposite);
            factory.Refuses = true;
            await using var note = client.SubscribeEntity<Note>(key);
            await Scene.WhenAsync(note, state => state is SyncState<Note?>.Cached { Data: { } data } && data.Id == key);
        }

        async Task KnowAsync(int key, SqliteCacheStore file)
        {
            var (client, _) = scene.Connect(options => options.Cache.Store = file);
            await using var note = client.SubscribeEntity<Note>(key);
            await note.WhenSyncedAsync();
            await client.DisposeAsync();
        }
    }

    private static async Task<CollectionData<Note>> WhenCachedAsync(LiveCollection<Note> handle)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        await foreach (var state in handle.States(patience.Token))
        {
            if (state is SyncState<CollectionData<Note>>.Cached cached)
            {
                return cached.Data;
            }
        }

        throw new InvalidOperationException("The handle ended before it had data.");
    }
}
