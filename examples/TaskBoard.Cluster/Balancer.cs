using Yarp.ReverseProxy.Configuration;

namespace TaskBoard.Cluster;

/// <summary>How requests come to the servers.</summary>
internal static class Balancer
{
    public static IReadOnlyList<RouteConfig> Routes { get; } =
        [new RouteConfig { RouteId = "all", ClusterId = "nodes", Match = new RouteMatch { Path = "{**path}" } }];

    public static ClusterConfig Cluster(NodeList nodes) => new()
    {
        ClusterId = "nodes",
        Destinations = nodes.All.ToDictionary(node => node.Name, node => new DestinationConfig { Address = node.Url }),

        // SignalR negotiates with one request and connects with the next: both have to reach the same server.
        SessionAffinity = new SessionAffinityConfig { Enabled = true, Policy = "HashCookie", AffinityKeyName = "taskboard-node", FailurePolicy = "Redistribute" },
        HealthCheck = new HealthCheckConfig
        {
            // A server that is gone gets no more requests half a second later; a page's connection tries again until then.
            Active = new ActiveHealthCheckConfig { Enabled = true, Path = "/health", Interval = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromSeconds(2) },
        },
        Metadata = new Dictionary<string, string> { ["ConsecutiveFailuresHealthPolicy.Threshold"] = "1" },
    };
}
