using System.Runtime;
using System.Runtime.InteropServices;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Server;

/// <summary>How the coordinator drives the server.</summary>
internal static class ControlEndpoints
{
    public const string Publish = "/control/publish";
    public const string Seed = "/control/seed";
    public const string Stats = "/control/stats";
    public const string Collect = "/control/collect";
    public const string Environment = "/control/environment";

    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Publish, (PublishRequest request, Publisher publisher, CancellationToken cancellation) =>
            publisher.PublishAsync(request, cancellation));
        endpoints.MapPost(Seed, async (SeedRequest request, Publisher publisher, ServerFigures figures) =>
        {
            await publisher.Find(request.Target).SeedAsync(request.Count);
            return figures.Read();
        });
        endpoints.MapPost(Stats, (ServerFigures figures) => figures.Read());
        endpoints.MapPost(Collect, (ServerFigures figures) => figures.CollectAndRead());
        endpoints.MapPost(Environment, () => new ServerEnvironment(RuntimeInformation.FrameworkDescription, DescribeCollector()));
    }

    private static string DescribeCollector() =>
        $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}";
}
