using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server.Cluster;
using SyncHub.Testing.Redis;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>A database with its nodes, and a Redis where they are several. Each rig has its own of all.</summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    private readonly SharedDatabase _database;
    private readonly RedisServer? _redis;
    private readonly bool _isDurable;
    private readonly List<IAsyncDisposable> _processes = [];

    private ClusterRig(SharedDatabase database, RedisServer? redis, bool isDurable)
    {
        _database = database;
        _redis = redis;
        _isDurable = isDurable;
    }

    /// <summary>Makes the database, and starts a Redis, but no node yet.</summary>
    /// <param name="rows">Rows in each table.</param>
    /// <param name="shared">Whether the nodes share the log; else there is one, which has it in memory.</param>
    /// <param name="durable">Whether saves go through the outbox.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ClusterRig> StartAsync(int rows, bool shared, bool durable, CancellationToken cancellation)
    {
        var database = await SharedDatabase.CreateAsync(rows, cancellation);
        try
        {
            return new ClusterRig(database, shared ? await RedisServer.StartAsync() : null, durable);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public static Uri Hub(ServerProcess node, Target target) => new(node.Url, target.Path());

    public async Task<ServerProcess> StartNodeAsync(CancellationToken cancellation)
    {
        var node = new NodeOptions(_database.File, _redis?.Endpoint, _isDurable);
        var process = await ServerProcess.StartAsync(ServerOptions.Usual with { Node = node }, cancellation);
        _processes.Add(process);
        return process;
    }

    public ClientsProcess StartClients()
    {
        var clients = new ClientsProcess();
        _processes.Add(clients);
        return clients;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _database.Dispose();
    }
}
