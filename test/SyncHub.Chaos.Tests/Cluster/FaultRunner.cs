using System.Collections.Concurrent;
using SyncHub.Chaos.Tests.Faults;

namespace SyncHub.Chaos.Tests.Cluster;

/// <summary>Has a schedule's failures happen. When it is done, every process runs.</summary>
internal sealed class FaultRunner(NodeCluster cluster, Pace pace, TimeSpan duration)
{
    /// <summary>How long Redis goes on after it has saved, before it is killed: what it takes meanwhile is lost.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<FaultKind, int> _counts = new();

    /// <summary>How often what has happened.</summary>
    public IReadOnlyDictionary<FaultKind, int> Counts => _counts;

    /// <summary>
    /// Processes fail independently of each other; one after the other of its failures happens to each. On a machine that is slow to start nodes the last
    /// ones are left out, but none that would be the only one of its kind.
    /// </summary>
    public Task RunAsync(IReadOnlyList<Fault> schedule) => Task.WhenAll(schedule.GroupBy(fault => fault.Node).Select(async faults =>
    {
        foreach (var fault in faults)
        {
            await pace.UntilAsync(fault.At);
            if (pace.Elapsed > duration && _counts.ContainsKey(fault.Kind))
            {
                continue;
            }

            _counts.AddOrUpdate(fault.Kind, 1, (_, count) => count + 1);
            await (fault.Node is { } node ? HaveAsync(cluster.Nodes[node], fault) : HaveAsync(fault));
        }
    }));

    private static async Task HaveAsync(Node node, Fault fault)
    {
        await (fault.Kind switch
        {
            FaultKind.NodeKill => node.KillAsync(),
            FaultKind.NodePause => node.PauseAsync(),
            FaultKind.NodeRestart => node.StopAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, $"{fault.Kind} does not happen to a node."),
        });
        await Pace.ForAsync(fault.Length);
        await (fault.Kind == FaultKind.NodePause ? node.ResumeAsync() : node.StartAsync());
    }

    private async Task HaveAsync(Fault fault)
    {
        var redis = cluster.Redis;
        switch (fault.Kind)
        {
            case FaultKind.RedisPause:
                await redis.PauseAsync();
                await Pace.ForAsync(fault.Length);
                await redis.ResumeAsync();
                return;
            case FaultKind.RedisKill:
                await redis.SaveAsync();
                await Pace.ForAsync(Tail);
                await redis.KillAsync();
                break;
            case FaultKind.RedisEmpty:
                await redis.KillAsync();
                break;
            case FaultKind.RedisRestart:
                await redis.ShutDownAsync();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, $"{fault.Kind} does not happen to Redis.");
        }

        await Pace.ForAsync(fault.Length);
        await redis.RestartAsync(withData: fault.Kind != FaultKind.RedisEmpty);
    }
}
