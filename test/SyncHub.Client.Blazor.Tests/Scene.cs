using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Blazor.Tests.Rendering;
using SyncHub.Server;
using SyncHub.Testing;

namespace SyncHub.Client.Blazor.Tests;

/// <summary>A real server, a real client and a page, all in this process.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private Screen? _screen;

    private Scene(SyncHubTestServer server, Action<IServiceCollection>? services)
    {
        Server = server;
        Subscriptions = new SubscriptionCount(server.Services);
        Connections = server.CreateFactory();
        Client = new SyncClient(SyncHubTestServer.CreateBuilder(Connections), new SyncClientOptions
        {
            ReconnectBaseDelay = TimeSpan.FromMilliseconds(1),
            ReconnectMaxDelay = TimeSpan.FromMilliseconds(20),
            SuspendDelay = TimeSpan.Zero,
        });
        var collection = new ServiceCollection().AddSingleton(Client);
        services?.Invoke(collection);
        _services = collection.BuildServiceProvider();
    }

    public SyncHubTestServer Server { get; }

    public InMemoryConnectionFactory Connections { get; }

    public SyncClient Client { get; }

    /// <summary>What the server has subscribed to; of its first run.</summary>
    public SubscriptionCount Subscriptions { get; }

    public DataSet<Note, int> Notes => Server.Data<Note, int>();

    public Screen Screen => _screen ??= new Screen(_services);

    public static async Task<Scene> StartAsync(int notes = 3, Action<IServiceCollection>? services = null)
    {
        var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        var scene = new Scene(server, services);
        await scene.Notes.CommitAsync(batch =>
        {
            for (var id = 1; id <= notes; id++)
            {
                batch.Add(new Note(id, $"n{id}"));
            }
        });
        return scene;
    }

    /// <summary>A page that is rendered once and not interactive.</summary>
    public Screen Prerendering() => _screen = new Screen(_services, isInteractive: false);

    public async ValueTask DisposeAsync()
    {
        if (_screen is not null)
        {
            await _screen.DisposeAsync();
        }

        await _services.DisposeAsync();
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        Subscriptions.Dispose();
    }
}
