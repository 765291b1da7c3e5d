using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>
/// A server and the process with its clients. Each target has a rig of its own, so that memory is nobody else's; a rig that is
/// not being measured is idle.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClosePoll = TimeSpan.FromMilliseconds(20);

    private Rig(Target target, ServerProcess server, ClientsProcess clients)
    {
        Target = target;
        Server = server;
        Clients = clients;
    }

    public Target Target { get; }

    public ServerProcess Server { get; }

    public ClientsProcess Clients { get; }

    /// <summary>Starts both, with entities for the keys from 0 on.</summary>
    public static async Task<Rig> StartAsync(Target target, int entities, CancellationToken cancellation, bool boundless = false)
    {
        var server = await ServerProcess.StartAsync(new ServerOptions(boundless, target == Target.Secured), cancellation);
        var rig = new Rig(target, server, new ClientsProcess());
        try
        {
            await server.SeedAsync(target, entities, cancellation);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command that opens connections to this rig's hub.</summary>
    public OpenConnections Connections(int count, SubscriptionPlan? plan = null, int atOnce = 32) =>
        new(new Uri(Server.Url, Target.Path()), Target, count, atOnce, plan, SignIn: Target == Target.Secured);

    /// <summary>Writes, waits until every connection but the first unmeasured ones has everything, and says what it took.</summary>
    public async Task<RunFigures> MeasureAsync(PublishRequest request, CancellationToken cancellation, int unmeasured = 0)
    {
        await Clients.ExpectAsync(request.Updates, unmeasured, cancellation);
        var publication = await Server.PublishAsync(request with { Target = Target }, cancellation);
        var delivery = await Clients.AwaitAsync(DeliveryTimeout, cancellation);
        var after = await Server.StatsAsync(cancellation);

        if (delivery.Missing > 0 || delivery.OutOfOrder > 0)
        {
            throw new InvalidOperationException(
                $"{Target.Title()}: of {delivery.Records + delivery.Missing} pushes {delivery.Missing} did not come and {delivery.OutOfOrder} came out of order.");
        }

        return new RunFigures(publication, delivery, after);
    }

    /// <summary>Closes all connections and waits until the server has taken note, so that its clearing up is not counted to what follows.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        await Clients.CloseAsync(cancellation);
        while ((await Server.StatsAsync(cancellation)).Metric(MetricReadings.Connections) > 0)
        {
            await Task.Delay(ClosePoll, TimeProvider.System, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Clients.DisposeAsync();
        await Server.DisposeAsync();
    }
}
