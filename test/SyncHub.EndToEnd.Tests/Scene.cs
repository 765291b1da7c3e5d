using SyncHub.Client;
using SyncHub.Server;
using SyncHub.Server.Authorization;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

/// <summary>A real server and real clients in this process.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<SyncClient> _clients = [];

    private Scene(SyncHubTestServer server) => Server = server;

    public SyncHubTestServer Server { get; }

    public DataSet<Note, int> Notes => Server.Data<Note, int>();

    public static async Task<Scene> StartAsync(
        TestServerSettings? settings = null, Action<SyncHubBuilder>? more = null, Action<AccessBuilder<Note>>? access = null) => new(await SyncHubTestServer.StartAsync(
        models =>
        {
            models.AddModel<Note, int>(model => model.Access(access ?? (_ => { })));
            more?.Invoke(models);
        },
        (settings ?? new TestServerSettings()) with { DataSets = [typeof(DataSet<Note, int>)] }));

    public (SyncClient Client, InMemoryConnectionFactory Factory) Connect(Action<SyncClientOptions>? configure = null)
    {
        var factory = Server.CreateFactory();
        var client = new SyncClient(SyncHubTestServer.CreateBuilder(factory), Options(configure));
        _clients.Add(client);
        return (client, factory);
    }

    public SyncClient ConnectOverSockets(Action<SyncClientOptions>? configure = null)
    {
        var client = new SyncClient(Server.Url, Options(configure));
        _clients.Add(client);
        return client;
    }

    /// <summary>Waits until the handle is in a state that matches.</summary>
    public static async Task<SyncState<Note?>> WhenAsync(LiveEntity<Note> handle, Func<SyncState<Note?>, bool> matches)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var state in handle.States(patience.Token))
        {
            if (matches(state))
            {
                return state;
            }
        }

        throw new InvalidOperationException("The handle ended before its state matched.");
    }

    public static Task<SyncState<Note?>> WhenSyncedAsync(LiveEntity<Note> handle, Func<Note?, bool> matches) =>
        WhenAsync(handle, state => state is SyncState<Note?>.Synced synced && matches(synced.Data));

    /// <summary>Waits until the handle is synced with data that match.</summary>
    public static async Task WhenSyncedAsync(LiveCollection<Note> handle, Func<CollectionData<Note>, bool> matches)
    {
        using var patience = new CancellationTokenSource(Patience);
        SyncState<CollectionData<Note>>? last = null;
        try
        {
            await foreach (var state in handle.States(patience.Token))
            {
                last = state;
                if (state is SyncState<CollectionData<Note>>.Synced synced && matches(synced.Data))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{handle.Query} is {last?.GetType().Name} with [{string.Join(' ', handle.DataOrDefault?.Entries.Select(note => note.Id) ?? [])}] of {handle.DataOrDefault?.Count}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    private static SyncClientOptions Options(Action<SyncClientOptions>? configure)
    {
        var options = new SyncClientOptions
        {
            ReconnectBaseDelay = TimeSpan.FromMilliseconds(1),
            ReconnectMaxDelay = TimeSpan.FromMilliseconds(20),
        };
        configure?.Invoke(options);
        return options;
    }
}
