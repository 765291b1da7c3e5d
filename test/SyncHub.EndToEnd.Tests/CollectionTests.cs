using System.Text.Json;
using SyncHub.Client;
using SyncHub.Queries;

namespace SyncHub.EndToEnd.Tests;

public sealed class CollectionTests
{
    [Fact]
    public async Task SubscribeCollection_WritesOfAllKinds_HandleFollowsInOrderWithTheTotal()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.AddAsync(new Note { Id = 1, Likes = 1 });
        var (client, _) = scene.Connect();
        await using var popular = client.SubscribeCollection<Note>(notes => notes.Where(note => note.Likes > 0).OrderByDescending(note => note.Likes).Take(2));

        await UntilAsync(popular, 1, [1]);
        await scene.Notes.AddAsync(new Note { Id = 2, Likes = 5 });
        await UntilAsync(popular, 2, [2, 1]);
        await scene.Notes.AddAsync(new Note { Id = 3, Likes = 3 });
        await UntilAsync(popular, 3, [2, 3]);
        await scene.Notes.PatchAsync(1, note => { note.Likes = 9; });
        await UntilAsync(popular, 3, [1, 2]);
        await scene.Notes.PatchAsync(2, note => { note.Likes = 0; });
        await UntilAsync(popular, 2, [1, 3]);
        await scene.Notes.RemoveAsync(1);
        await UntilAsync(popular, 1, [3]);
    }

    [Fact]
    public async Task SubscribeCollection_ServerRestartedWithItsLog_ComesBackWithADeltaAndKeepsUnchangedObjects()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.CommitAsync(batch =>
        {
            for (var id = 1; id <= 20; id++)
            {
                batch.Add(new Note { Id = id, Text = new string('x', 100) });
            }
        });
        var (client, _) = scene.Connect();
        await using var notes = client.SubscribeCollection<Note>();
        await UntilAsync(notes, 20, Enumerable.Range(1, 20));
        var before = notes.DataOrDefault!.Entries;

        await scene.Server.RestartAsync(keepLog: true);
        await scene.Notes.PatchAsync(5, note => { note.Likes = 1; });
        await Scene.WhenSyncedAsync(notes, data => data.Entries[4].Likes == 1);

        var after = notes.DataOrDefault!.Entries;
        Assert.All(Enumerable.Range(0, 20).Where(index => index != 4), index => Assert.Same(before[index], after[index]));
    }

    [Fact]
    public async Task SubscribeCollection_RefusedByTheServer_IsAnErrorThatNamesTheProperty()
    {
        await using var scene = await Scene.StartAsync();
        var (client, _) = scene.Connect();
        using var filter = JsonDocument.Parse("""{ "likes": { "$gt": 1 } }""");

        await using var handle = client.SubscribeCollection<Renamed>(filter.RootElement, model: "Note");
        await using var ordered = client.SubscribeCollection<Renamed>(query => query.OrderBy(note => note.Stars), "Note");
        var error = await Assert.ThrowsAsync<SyncException>(() => ordered.WhenSyncedAsync());

        Assert.Equal(SyncErrorCodes.InvalidFilter, error.Error.Code);
        Assert.Contains("stars", error.Message, StringComparison.Ordinal);
        await handle.WhenSyncedAsync();
    }

    [Fact]
    public async Task SubscribeCollection_PagesOverTheWire_ConcatenateToTheList()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Notes.CommitAsync(batch =>
        {
            for (var id = 0; id < 12; id++)
            {
                batch.Add(new Note { Id = id, Likes = id * 7 % 5 });
            }
        });
        var (client, _) = scene.Connect();
        var pages = Enumerable.Range(0, 4).Select(page => client.SubscribeCollection<Note>(notes => notes.OrderBy(note => note.Likes).Skip(page * 3).Take(3))).ToArray();
        await using var whole = client.SubscribeCollection<Note>(notes => notes.OrderBy(note => note.Likes));

        await scene.Notes.PatchAsync(3, note => { note.Likes = 100; });
        await Scene.WhenSyncedAsync(whole, data => data.Entries[^1].Id == 3);
        await Scene.WhenSyncedAsync(pages[3], data => data.Entries[^1].Id == 3);

        Assert.Equal(scene.Notes.Find(notes => notes.OrderBy(note => note.Likes)).Select(note => note.Id), whole.DataOrDefault!.Entries.Select(note => note.Id));
        Assert.Equal(whole.DataOrDefault!.Entries.Select(note => note.Id), pages.SelectMany(page => page.DataOrDefault!.Entries).Select(note => note.Id));
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
    }

    private static Task UntilAsync(LiveCollection<Note> handle, long total, IEnumerable<int> keys) =>
        Scene.WhenSyncedAsync(handle, data => data.Count == total && data.Entries.Select(note => note.Id).SequenceEqual(keys));

    private sealed class Renamed
    {
        public int Id { get; init; }

        public int Likes { get; init; }

        public int Stars { get; init; }
    }
}
