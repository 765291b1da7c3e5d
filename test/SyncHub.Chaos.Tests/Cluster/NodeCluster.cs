using Microsoft.EntityFrameworkCore;
using SyncHub.ClusterNode;
using SyncHub.ClusterNode.Rows;
using SyncHub.Testing.PostgreSql;
using SyncHub.Testing.Redis;

namespace SyncHub.Chaos.Tests.Cluster;

/// <summary>Nodes as processes, with a PostgreSQL and a Redis.</summary>
internal sealed class NodeCluster : IAsyncDisposable
{
    // A node that is halted in a transaction must not hold up the others for longer than it takes to notice.
    private const string Session = ";Timeout=5;Command Timeout=5;Options=-c lock_timeout=1s";

    private readonly string _database;

    private NodeCluster(string database, RedisServer redis, ClusterOptions options)
    {
        _database = database + Session;
        Redis = redis;
        Options = options;
        string[] arguments =
        [
            Argument(nameof(NodeSettings.Database), _database),
            Argument(nameof(NodeSettings.Redis), redis.Endpoint),
            Argument(nameof(NodeSettings.Durable), options.Durable),
            Argument(nameof(NodeSettings.CommitsAreDurable), options.CommitsAreDurable),
            Argument(nameof(NodeSettings.TrustPersistence), options.RedisLosesNothing),
        ];
        Nodes = [.. Enumerable.Range(0, options.Nodes).Select(number => new Node(number, arguments))];
    }

    public ClusterOptions Options { get; }

    public RedisServer Redis { get; }

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Starts all, over a database that has its tables.</summary>
    public static async Task<NodeCluster> StartAsync(ClusterOptions options)
    {
        var postgres = await PostgresServer.GetAsync();
        var cluster = new NodeCluster(await postgres.CreateDatabaseAsync(), await RedisServer.StartAsync(options.RedisLosesNothing), options);
        try
        {
            await using var db = cluster.Open();
            await db.Database.EnsureCreatedAsync();
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sees the database without any node.</summary>
    public ClusterDb Open()
    {
        var options = new DbContextOptionsBuilder<ClusterDb>().UseNpgsql(_database).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        options.UseSyncHub(sync =>
        {
            if (Options.Durable)
            {
                sync.Durable();
            }
        });
        return new ClusterDb(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
    }

    private static string Argument(string name, object value) => $"--{name}={value}";
}
