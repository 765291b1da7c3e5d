using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.Protocol;
using SyncHub.Server;
using SyncHub.Testing;

namespace SyncHub.Benchmarks;

/// <summary>
/// 10,000 handles on one client, each on an entity of its own, from the cut of the connection until the last is synced again: over a socket of this
/// machine, with the server in the same process. The baseline is the cheapest hub call there is, made as often over one connection without waiting
/// in between.
/// </summary>
public class ResubscribeBenchmarks
{
    private const int Handles = 10_000;

    private readonly CuttableConnections _connections = new();
    private readonly List<IAsyncDisposable> _handles = [];
    private SyncHubTestServer _server = null!;
    private SyncClient _client = null!;
    private HubConnection _bare = null!;
    private TaskCompletionSource _allSynced = new();
    private int _synced;

    // Not asynchronous: the benchmark would not wait for it.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    private async Task SetupAsync()
    {
        _server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(),
            new TestServerSettings
            {
                Kestrel = true,
                Options = options =>
                {
                    options.Limits.SubscriptionsPerConnection = Handles;
                    options.Limits.SubscribeBurst = int.MaxValue;
                },
            });
        var items = _server.Data<Item, int>();
        await items.CommitAsync(batch =>
        {
            for (var id = 0; id < Handles; id++)
            {
                batch.Add(new Item { Id = id, Text = new string('x', 100) });
            }
        });

        _client = new SyncClient(Builder(_connections), new SyncClientOptions { ReconnectBaseDelay = TimeSpan.FromMilliseconds(1), ReconnectMaxDelay = TimeSpan.FromMilliseconds(1) });
        var first = Await();
        for (var id = 0; id < Handles; id++)
        {
            var handle = _client.SubscribeEntity<Item>(id);
            handle.StateChanged += (_, state) => OnState(state);
            _handles.Add(handle);
        }

        await first;
        _bare = Builder(new CuttableConnections()).Build();
        await _bare.StartAsync();
    }

    [Benchmark(Baseline = true)]
    public Task PlainHubCalls() => Task.WhenAll(
        Enumerable.Range(0, Handles).Select(_ => _bare.InvokeAsync<HelloResponse>(HubMethods.Hello, new HelloRequest { Protocols = [ProtocolVersion.Current] })));

    [Benchmark]
    public async Task CutAndResubscribe()
    {
        var all = Await();
        _connections.Cut();
        await all;
    }

    private HubConnectionBuilder Builder(IConnectionFactory connections)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton(connections);
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(_server.Url));
        builder.AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, WireJsonContext.Default));
        return builder;
    }

    private async Task CleanupAsync()
    {
        await _bare.DisposeAsync();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private Task Await()
    {
        Volatile.Write(ref _synced, 0);
        _allSynced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _allSynced.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    private void OnState(SyncState<Item?> state)
    {
        if (state is SyncState<Item?>.Synced && Interlocked.Increment(ref _synced) == Handles)
        {
            _allSynced.TrySetResult();
        }
    }

    internal sealed class Item
    {
        public int Id { get; init; }

        public string Text { get; init; } = string.Empty;
    }
}
