using SyncHub.Client;
using SyncHub.Queries;
using SyncHub.Testing;
using Xunit.Abstractions;

namespace SyncHub.EndToEnd.Tests;

/// <summary>When faults end, every collection equals what the source answers to the same query.</summary>
public sealed class CollectionConvergenceTests(ITestOutputHelper output)
{
    private const int Keys = 30;

    private static readonly Func<QueryBuilder<Note>, QueryBuilder<Note>>[] Queries =
    [
        notes => notes,
        notes => notes.OrderByDescending(note => note.Likes).Take(5),
        notes => notes.OrderByDescending(note => note.Likes).Skip(5).Take(5),
        notes => notes.Where(note => note.Likes >= 3).OrderBy(note => note.Title).Take(4),
        notes => notes.Where(note => note.Title == "a" || note.Text == null),
        notes => notes.Where(note => note.Title.StartsWith('b')).OrderBy(note => note.Text).ThenByDescending(note => note.Likes).Skip(1).Take(3).WithoutTotal(),
        notes => notes.Where(note => new[] { 1, 2, 3, 5, 8 }.Contains(note.Id)),
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task RandomFaults_WhenTheyEnd_EveryCollectionEqualsTheSource(int seed, bool pagesOnly)
    {
        output.WriteLine($"seed {seed}");
        await using var scene = await Scene.StartAsync(new TestServerSettings { Options = options => options.FullResult = pagesOnly ? 0 : 500 });
        var random = new Random(seed);
        var clients = Enumerable.Range(0, 4).Select(_ => scene.Connect()).ToArray();
        var handles = clients.SelectMany(client => Queries.Select(query => (Handle: client.Client.SubscribeCollection(query), Query: query))).ToArray();
        await Task.WhenAll(handles.Select(handle => handle.Handle.WhenSyncedAsync()));
        for (var step = 1; step <= 1500; step++)
        {
            await WriteAsync(scene, random);
            await Disturbance.StrikeAsync(scene, clients[random.Next(clients.Length)].Factory, "Collection", random);
        }

        foreach (var (_, factory) in clients)
        {
            factory.Link.Faults.Lose(null);
            factory.Link.Faults.Resume();
        }

        // A write that every list shows in its total or its rows: what was lost before shows as a gap.
        await scene.Notes.CommitAsync(batch =>
        {
            foreach (var note in scene.Notes.Find(_ => true))
            {
                batch.Remove(note.Id);
            }

            for (var id = 0; id < Keys; id++)
            {
                batch.Add(new Note { Id = id, Likes = id % 7, Title = "abc"[id % 3].ToString(), Text = id % 4 == 0 ? null : $"end {id % 5}" });
            }
        });

        foreach (var (handle, query) in handles)
        {
            var expected = scene.Notes.Find(query).Select(note => (note.Id, note.Likes, note.Title, note.Text)).ToArray();
            var total = scene.Notes.Count(query);
            await Scene.WhenSyncedAsync(handle, data =>
                (data.Count ?? total) == total && data.Entries.Select(note => (note.Id, note.Likes, note.Title, note.Text)).SequenceEqual(expected));
            await handle.DisposeAsync();
        }
    }

    private static async Task WriteAsync(Scene scene, Random random)
    {
        var id = random.Next(Keys);
        var (likes, title, text) = (random.Next(8), "abc"[random.Next(3)].ToString(), random.Next(3) == 0 ? null : $"text {random.Next(4)}");
        if (scene.Notes.Get(id) is null)
        {
            await scene.Notes.AddAsync(new Note { Id = id, Likes = likes, Title = title, Text = text });
        }
        else if (random.Next(4) == 0)
        {
            await scene.Notes.RemoveAsync(id);
        }
        else
        {
            await scene.Notes.PatchAsync(id, row => { (row.Likes, row.Title) = (likes, title); });
        }
    }
}
