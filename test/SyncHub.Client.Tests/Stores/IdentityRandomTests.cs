using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

/// <summary>
/// Users come and go in any order of sign-ins, breaks and subscriptions. The server writes into what it says whom it says it to, so that what
/// is stored can be held against whom it is stored for.
/// </summary>
public sealed class IdentityRandomTests
{
    private const int Seed = 20261122;

    private static readonly string?[] Users = ["ann", "bob", null];

    [Fact]
    public async Task Stored_AnyOrderOfEvents_IsWhatTheServerSaidToThatUser()
    {
        var random = new Random(Seed);
        var stored = 0;
        for (var run = 0; run < 40; run++)
        {
            stored += await RunAsync(random, run);
        }

        Assert.True(stored > 50, $"Only {stored} entries were stored: the test shows nothing.");
    }

    private static async Task<int> RunAsync(Random random, int run)
    {
        var scene = new StoreScene { User = "ann" };
        ScriptedConnection? current = null;
        var scripted = scene.Client(options => options.SecretFactory = _ => ValueTask.FromResult<string?>(scene.User));
        scripted.Server.OnStart = (connection, _) =>
        {
            Volatile.Write(ref current, connection);
            return Task.CompletedTask;
        };
        scripted.Server.OnSubscribe = request =>
        {
            // As the server has it: whoever is signed in when it reads the request is answered.
            var connection = Volatile.Read(ref current)!;
            var user = connection.Calls.LastOrDefault(call => call.StartsWith("sign in", StringComparison.Ordinal))?.Split(' ')[^1] ?? "nobody";
            foreach (var entity in request.Entities ?? [])
            {
                _ = connection.SendAsync(Snapshot(entity.RequestId, $$"""{"id":1,"text":"{{user}}"}""", random.Next(100), id: $"{entity.RequestId}"));
            }

            return Task.CompletedTask;
        };

        var handles = new List<LiveEntity<Note>>();
        for (var step = 0; step < 25; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    // Whoever is there is asked for with the next subscription; a change there and back that nobody asks about cannot be told.
                    scene.User = Users[random.Next(Users.Length)];
                    handles.Add(scripted.Client.SubscribeEntity<Note>(random.Next(4)));
                    break;
                case 1:
                    scene.User = Users[random.Next(Users.Length)];
                    _ = scripted.Client.SignInAsync().ContinueWith(signIn => signIn.Exception, TaskScheduler.Default);
                    break;
                case 2:
                    Volatile.Read(ref current)?.Break();
                    break;
                case 3 when handles.Count > 0:
                    await handles[^1].DisposeAsync();
                    handles.RemoveAt(handles.Count - 1);
                    break;
                case 4:
                    await scripted.SettledAsync();
                    scripted.Time.Advance(TimeSpan.FromSeconds(2));
                    break;
                default:
                    handles.Add(scripted.Client.SubscribeEntity<Note>(random.Next(4)));
                    break;
            }

            if (random.Next(2) == 0)
            {
                await scripted.SettledAsync();
            }
        }

        await scripted.SettledAsync();
        await scripted.DisposeAsync();
        foreach (var entry in scene.Store.Sets)
        {
            Assert.True(
                ScriptedStore.Text(entry).Contains($"\"{entry.User ?? "nobody"}\"", StringComparison.Ordinal),
                $"seed {Seed}, run {run}: for {entry.User ?? "nobody"} is stored {ScriptedStore.Text(entry)}");
        }

        return scene.Store.Sets.Count;
    }
}
