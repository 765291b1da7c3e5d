using Xunit.Abstractions;

namespace SyncHub.EndToEnd.Tests;

/// <summary>When faults end, every subscriber's view equals what the source answers.</summary>
public sealed class ConvergenceTests(ITestOutputHelper output)
{
    private const int Keys = 5;

    [Theory]
    [InlineData(20261122)]
    [InlineData(4711)]
    public async Task RandomFaults_WhenTheyEnd_EveryClientEqualsTheSource(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var scene = await Scene.StartAsync();
        for (var id = 0; id < Keys; id++)
        {
            await scene.Notes.AddAsync(new Note { Id = id });
        }

        var random = new Random(seed);
        var clients = Enumerable.Range(0, 6).Select(_ => scene.Connect()).ToArray();
        var handles = clients.SelectMany(client => Enumerable.Range(0, Keys).Select(id => client.Client.SubscribeEntity<Note>(id))).ToArray();
        await Task.WhenAll(handles.Select(handle => handle.WhenSyncedAsync()));
        for (var step = 1; step <= 3000; step++)
        {
            await WriteAsync(scene, random.Next(Keys), random, step);
            await Disturbance.StrikeAsync(scene, clients[random.Next(clients.Length)].Factory, "Entity", random);
        }

        foreach (var (_, factory) in clients)
        {
            factory.Refuses = false;
            factory.Prepare = null;
            factory.Link.Faults.Lose(null);
            factory.Link.Faults.Resume();
        }

        // A write to each row after the faults: what was lost before shows as a gap.
        for (var id = 0; id < Keys; id++)
        {
            await PutAsync(scene, id, "the end");
        }

        foreach (var handle in handles)
        {
            var row = scene.Notes.Get(int.Parse(handle.Key.Text, System.Globalization.CultureInfo.InvariantCulture))!;
            await Scene.WhenSyncedAsync(handle, data => data?.Title == "the end");
            var shown = handle.DataOrDefault!;
            Assert.Equal((row.Title, row.Likes, row.Text), (shown.Title, shown.Likes, shown.Text));
            await handle.DisposeAsync();
        }
    }

    private static async Task WriteAsync(Scene scene, int id, Random random, int step)
    {
        if (scene.Notes.Get(id) is null)
        {
            await scene.Notes.AddAsync(new Note { Id = id, Likes = step });
        }
        else if (random.Next(20) == 0)
        {
            await scene.Notes.RemoveAsync(id);
        }
        else if (random.Next(2) == 0)
        {
            await scene.Notes.PatchAsync(id, row => { row.Likes = step; });
        }
        else
        {
            await scene.Notes.PatchAsync(id, row => { row.Text = random.Next(3) == 0 ? null : $"text {step}"; });
        }
    }

    private static async Task PutAsync(Scene scene, int id, string title)
    {
        if (scene.Notes.Get(id) is null)
        {
            await scene.Notes.AddAsync(new Note { Id = id, Title = title });
        }
        else
        {
            await scene.Notes.PatchAsync(id, row => { row.Title = title; });
        }
    }
}
