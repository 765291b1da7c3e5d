using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncHub.Server;
using SyncHub.Server.Log;

namespace SyncHub.Testing;

/// <summary>
/// A real SyncHub server in this process: reached without sockets, and on demand through Kestrel on a free port.
/// It can be restarted with its log and rows or without them, under clients that go on living.
/// </summary>
public sealed class SyncHubTestServer : IAsyncDisposable
{
    // Of all servers: two nodes of one cluster have no connection id in common.
    private static int _connections;

    private readonly TestServerSettings _settings;
    private WebApplication? _app;
    private readonly ConcurrentBag<InMemoryLink> _links = [];

    private SyncHubTestServer(TestServerSettings settings) => _settings = settings;

    /// <summary>The services of the running server.</summary>
    public IServiceProvider Services => (_app ?? throw new InvalidOperationException("The server is stopped.")).Services;

    /// <summary>Where the hub is served over sockets; only with <see cref="TestServerSettings.Kestrel"/>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:0/sync");

    /// <summary>What the server has logged as a warning or worse.</summary>
    public IReadOnlyCollection<string> Logs => _settings.Logs.Messages;

    /// <summary>Starts a server.</summary>
    /// <param name="models">Registers its models.</param>
    /// <param name="settings">Clock, options and whether there are sockets.</param>
    public static Task<SyncHubTestServer> StartAsync(Action<SyncHubBuilder> models, TestServerSettings? settings = null) =>
        StartAsync<Server.SyncHub>(models, settings);

    /// <summary>Starts a server whose hub is the application's own.</summary>
    /// <param name="models">Registers its models.</param>
    /// <param name="settings">Clock, options and whether there are sockets.</param>
    public static async Task<SyncHubTestServer> StartAsync<THub>(Action<SyncHubBuilder> models, TestServerSettings? settings = null)
        where THub : Server.SyncHub
    {
        var server = new SyncHubTestServer((settings ?? new TestServerSettings()) with { Models = models, Hub = HostedHub.Of<THub>() });
        await server.StartAsync(kept: null);
        return server;
    }

    /// <summary>The data set of a model.</summary>
    public DataSet<T, TKey> Data<T, TKey>()
        where T : class
        where TKey : notnull => Services.GetRequiredService<DataSet<T, TKey>>();

    /// <summary>A connection factory for one client, without sockets.</summary>
    public InMemoryConnectionFactory CreateFactory() => new(this);

    /// <summary>A SignalR connection builder that reaches this server through the factory.</summary>
    public static IHubConnectionBuilder CreateBuilder(InMemoryConnectionFactory factory)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(factory);
        builder.Services.AddSingleton<EndPoint>(new DnsEndPoint("in-memory", 1));
        return builder;
    }

    /// <summary>Stops the server and starts it again.</summary>
    /// <param name="keepLog">True: with its log and rows, as a server whose log outlives it. False: empty, with a new epoch.</param>
    /// <param name="whileStopped">Runs between stop and start.</param>
    public async Task RestartAsync(bool keepLog, Func<Task>? whileStopped = null)
    {
        var kept = keepLog ? KeptServices() : null;
        await StopAsync();
        if (whileStopped is not null)
        {
            await whileStopped();
        }

        await StartAsync(kept);
    }

    /// <summary>Stops the server.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    internal InMemoryLink Connect()
    {
        var app = _app ?? throw new IOException("The test server is stopped.");
        var serve = _settings.Hub.Serve(app.Services);
        var link = new InMemoryLink($"link-{Interlocked.Increment(ref _connections)}", new LinkFaults(), serve);
        _links.Add(link);
        return link;
    }

    private void CloseLinks()
    {
        while (_links.TryTake(out var link))
        {
            link.Close();
        }
    }

    private async Task StartAsync(IReadOnlyList<ServiceDescriptor>? kept)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(_settings.Logs);
        builder.Services.AddRouting();
        if (_settings.Kestrel)
        {
            builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Url.Port}");
        }
        else
        {
            builder.Services.AddSingleton<IServer, NoServer>();
        }

        builder.Services.AddSingleton(_settings.Time);
        builder.Services.Configure<HubOptions>(o => o.EnableDetailedErrors = true);

        // Clients of a test come back at once.
        builder.Services.Configure<SyncHubOptions>(options => options.DrainSpread = TimeSpan.Zero);
        _settings.Models(_settings.Hub.Add(builder.Services, _settings.Options));
        _settings.Services?.Invoke(builder.Services);
        foreach (var service in kept ?? [])
        {
            builder.Services.Replace(service);
        }

        var app = builder.Build();
        app.UseRouting();
        _settings.Pipeline?.Invoke(app);

        // Before the hub is mapped: callbacks run last first, and SyncHub bids farewell before the links are cut, as over sockets.
        app.Lifetime.ApplicationStopping.Register(CloseLinks);
        _settings.Hub.Map(app);
        await app.StartAsync();
        if (_settings.Kestrel)
        {
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            Url = new Uri(new Uri(address), "/sync");
        }

        _app = app;
    }

    // Instances, so that the old container does not own them in the new one.
    private List<ServiceDescriptor> KeptServices()
    {
        var services = Services;
        var types = new List<Type> { typeof(IChangeLog) };
        types.AddRange(_settings.DataSets);
        return [.. types.Select(type => new ServiceDescriptor(type, services.GetRequiredService(type)))];
    }

    private sealed class NoServer : IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
