using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server.Cluster;
using SyncHub.Server.Tests.Fanout;
using SyncHub.Testing;
using SyncHub.Testing.Cluster;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>Two nodes of one cluster, "a" and "b", with the application's own hub.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly bool _withBus;

    private TwoNodes(SyncHubTestServer a, InMemoryBusNode busOfA, SyncHubTestServer b, InMemoryBusNode busOfB, bool withBus) =>
        (A, BusOfA, B, BusOfB, _withBus) = (a, busOfA, b, busOfB, withBus);

    public SyncHubTestServer A { get; }

    public InMemoryBusNode BusOfA { get; }

    public SyncHubTestServer B { get; }

    public InMemoryBusNode BusOfB { get; }

    /// <param name="withBus">False: the same nodes without a bus.</param>
    /// <param name="time">The clock of both.</param>
    /// <param name="services">Changes both nodes' services.</param>
    public static async Task<TwoNodes> StartAsync(bool withBus = true, TimeProvider? time = null, Action<IServiceCollection>? services = null)
    {
        var bus = new InMemoryBus();
        var (a, b) = (bus.Join("a"), bus.Join("b"));
        return new TwoNodes(await StartAsync<AppHub>(a), a, await StartAsync<AppHub>(b), b, withBus);

        Task<SyncHubTestServer> StartAsync<THub>(InMemoryBusNode node)
            where THub : Server.SyncHub => SyncHubTestServer.StartAsync<THub>(models => models.AddModel<Row, int>(), new TestServerSettings
            {
                Time = time ?? TimeProvider.System,
                Services = collection =>
                {
                    if (withBus)
                    {
                        collection.AddSingleton<INodeBus>(node);
                    }

                    services?.Invoke(collection);
                },
            });
    }

    /// <summary>Sends from outside of any hub method.</summary>
    public static IHubContext<AppHub> HubOf(SyncHubTestServer server) => server.Services.GetRequiredService<IHubContext<AppHub>>();

    /// <summary>Completes when each node has taken what has been published so far.</summary>
    public async Task SettleAsync()
    {
        // Twice: what a node receives may have it answer.
        for (var round = 0; _withBus && round < 2; round++)
        {
            await BusOfA.WhenReceivedAsync();
            await BusOfB.WhenReceivedAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    internal sealed record Row(int Id);
}
