using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SyncHub.Client;
using SyncHub.Protocol;
using SyncHub.Server;
using SyncHub.Server.Authorization;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

/// <summary>Optimistic writes through the application's own HTTP endpoints, against a real server.</summary>
public sealed class MutationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Via_ServerTakesIt_ShownAtOnceAndSettledWithTheServersData()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = await StartAsync(async (notes, id, title) =>
        {
            await gate.Task;
            await notes.PatchAsync(id, note => note.Title = $"{title}!");
            return Results.NoContent();
        });
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "old" });
        var client = scene.ConnectOverSockets();
        using var http = Http(scene);
        await using var note = client.SubscribeEntity<Note>(1);
        await using var notes = client.SubscribeCollection<Note>(q => q.OrderBy(note => note.Title).Take(10));
        await Task.WhenAll(note.WhenSyncedAsync(), notes.WhenSyncedAsync()).WaitAsync(Patience);

        var mutation = SetTitle(client, 1, "new");
        var call = mutation.Via(ct => http.PutAsync("/notes/1", new StringContent("new"), ct));
        await Scene.WhenSyncedAsync(note, data => data!.Title == "new");
        await Scene.WhenSyncedAsync(notes, data => data.Entries[0].Title == "new");
        Assert.Equal((RowStatus.Pending, RowStatus.Pending), (note.Status, notes.DataOrDefault!.StatusAt(0)));

        gate.SetResult();
        using var response = await call.WaitAsync(Patience);
        await mutation.Settled.WaitAsync(Patience);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(("new!", "new!"), (note.DataOrDefault!.Title, notes.DataOrDefault!.Entries[0].Title));
        Assert.Equal((RowStatus.Settled, RowStatus.Settled), (note.Status, notes.DataOrDefault!.StatusAt(0)));
        Assert.True(MutationResult.TryParse(response.Headers.GetValues(MutationHeaders.Result).Single(), out var result));
        Assert.Equal((note.Version!.Value.Epoch, 2L), (result.Versions["Note"].Epoch, result.Versions["Note"].Seq));
    }

    [Fact]
    public async Task Via_ServerRefuses_IsRolledBackAndMarked()
    {
        await using var scene = await StartAsync((_, _, _) => Task.FromResult(Results.Conflict()));
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "old" });
        var client = scene.ConnectOverSockets();
        using var http = Http(scene);
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync().WaitAsync(Patience);

        var mutation = SetTitle(client, 1, "new");
        using var response = await mutation.Via(ct => http.PutAsync("/notes/1", new StringContent("new"), ct)).WaitAsync(Patience);

        var error = (await Assert.ThrowsAsync<SyncException>(() => mutation.Settled.WaitAsync(Patience))).Error;
        Assert.Equal((SyncClientErrorCodes.MutationFailed, "The server answered 409 Conflict."), (error.Code, error.Message));
        await Scene.WhenSyncedAsync(note, data => data!.Title == "old");
        Assert.Equal(RowStatus.Failed, note.Status);
    }

    [Fact]
    public async Task Via_CallThrows_IsRolledBackAndTheCallersToCatch()
    {
        await using var scene = await StartAsync((_, _, _) => Task.FromResult(Results.Ok()));
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "old" });
        var client = scene.ConnectOverSockets();
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync().WaitAsync(Patience);

        var mutation = SetTitle(client, 1, "new");
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => mutation.Via(_ => throw new InvalidOperationException("No network.")));
        Assert.Equal("No network.", thrown.Message);
        Assert.Contains("No network.", (await Assert.ThrowsAsync<SyncException>(() => mutation.Accepted.WaitAsync(Patience))).Message, StringComparison.Ordinal);
        await Scene.WhenSyncedAsync(note, data => data!.Title == "old");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Via_WriteChangesNothing_SettlesWithTheHead(bool hasRules)
    {
        // With rules, the caller's positions have epochs of their own.
        await using var scene = await StartAsync(
            async (notes, id, _) =>
            {
                await notes.PatchAsync(id, note => note.Title = "old");
                return Results.Ok();
            },
            hasRules ? access => access.Rows(_ => note => note.Likes < 100) : null);
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "old" });
        var client = scene.ConnectOverSockets();
        using var http = Http(scene);
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync().WaitAsync(Patience);

        var mutation = SetTitle(client, 1, "new");
        using var response = await mutation.Via(ct => http.PutAsync("/notes/1", new StringContent("new"), ct)).WaitAsync(Patience);
        await mutation.Settled.WaitAsync(Patience);
        Assert.Equal("old", note.DataOrDefault!.Title);
    }

    [Fact]
    public async Task Via_WriteTakesTheRowOutOfSight_ItGoesAndDoesNotComeBack()
    {
        await using var scene = await StartAsync(
            async (notes, id, title) =>
            {
                await notes.PatchAsync(id, note => (note.Title, note.Likes) = (title, 100));
                return Results.Ok();
            },
            access => access.Rows(_ => note => note.Likes < 100));
        await scene.Notes.AddAsync(new Note { Id = 1, Title = "old" });
        var client = scene.ConnectOverSockets();
        using var http = Http(scene);
        await using var notes = client.SubscribeCollection<Note>();
        await notes.WhenSyncedAsync().WaitAsync(Patience);

        var mutation = client.Mutate(m => m.Update<Note>(1, change => change.Set(note => note.Title, "new").Set(note => note.Likes, 100)));
        using var response = await mutation.Via(ct => http.PutAsync("/notes/1", new StringContent("new"), ct)).WaitAsync(Patience);
        await mutation.Settled.WaitAsync(Patience);
        Assert.Empty(notes.DataOrDefault!.Entries);
    }

    [Fact]
    public async Task Via_ManyClientsBreaksAndRefusals_AllDrainAndAgree()
    {
        const int Seed = 75;
        var refused = 0;
        await using var scene = await StartAsync(async (notes, id, title) =>
        {
            if (title.EndsWith('7'))
            {
                Interlocked.Increment(ref refused);
                return Results.Conflict();
            }

            await notes.PatchAsync(id, note => note.Title = title);
            return Results.Ok();
        });
        for (var id = 1; id <= 5; id++)
        {
            await scene.Notes.AddAsync(new Note { Id = id, Title = $"t{id}" });
        }

        using var http = Http(scene);
        var connected = Enumerable.Range(0, 3).Select(_ => scene.Connect()).ToList();
        var lists = connected.Select(connection => connection.Client.SubscribeCollection<Note>(q => q.Where(note => note.Title != "x").OrderBy(note => note.Title).Take(4))).ToList();
        foreach (var list in lists)
        {
            await list.WhenSyncedAsync().WaitAsync(Patience);
        }

        var mutations = await Task.WhenAll(connected.Select((connection, number) => Task.Run(async () =>
        {
            var random = new Random(Seed + number);
            var made = new List<SyncMutation>();
            for (var step = 0; step < 60; step++)
            {
                if (random.Next(12) == 0)
                {
                    connection.Factory.Link.Drop();
                }

                var (id, title) = (random.Next(1, 6), random.Next(5) == 0 ? "x" : $"c{number} {step}");
                var mutation = SetTitle(connection.Client, id, title);
                made.Add(mutation);
                (await mutation.Via(ct => http.PutAsync($"/notes/{id}", new StringContent(title), ct))).Dispose();
            }

            return made;
        }))).WaitAsync(TimeSpan.FromMinutes(2));

        foreach (var mutation in mutations.SelectMany(made => made))
        {
            await Task.WhenAny(mutation.Settled).WaitAsync(Patience);
            Assert.True(mutation.Status is MutationStatus.Settled or MutationStatus.Failed, $"seed {Seed}: {mutation.Status}");
        }

        Assert.Equal(refused, mutations.SelectMany(made => made).Count(mutation => mutation.Status == MutationStatus.Failed));
        var expected = scene.Notes.Find(note => note.Title != "x").OrderBy(note => note.Title, StringComparer.Ordinal).ThenBy(note => note.Id).Take(4).Select(note => (note.Id, note.Title)).ToList();
        foreach (var list in lists)
        {
            await Scene.WhenSyncedAsync(list, data => data.Entries.Select(note => (note.Id, note.Title)).SequenceEqual(expected));
        }
    }

    private static Task<Scene> StartAsync(Func<DataSet<Note, int>, int, string, Task<IResult>> put, Action<AccessBuilder<Note>>? access = null) =>
        Scene.StartAsync(
            new TestServerSettings
            {
                Kestrel = true,
                Pipeline = app =>
                {
                    app.UseSyncHubMutations();
                    app.MapPut("/notes/{id:int}", async (HttpContext context, int id, DataSet<Note, int> notes) =>
                    {
                        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
                        return await put(notes, id, await body.ReadToEndAsync());
                    });
                },
            },
            access: access);

    private static HttpClient Http(Scene scene) => new(new SyncMutationHandler()) { BaseAddress = scene.Server.Url };

    private static SyncMutation SetTitle(SyncClient client, int id, string title) =>
        client.Mutate(m => m.Update<Note>(id, change => change.Set(note => note.Title, title)));
}
