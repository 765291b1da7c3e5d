namespace SyncHub.Chaos.Tests.Faults;

/// <summary>Which failures there are in a run, and when: a function of the seed.</summary>
internal static class FaultSchedule
{
    private static readonly FaultKind[] OfNodes = [FaultKind.NodeKill, FaultKind.NodePause, FaultKind.NodeRestart];
    private static readonly FaultKind[] OfRedis = [FaultKind.RedisKill, FaultKind.RedisEmpty, FaultKind.RedisRestart, FaultKind.RedisPause];

    /// <summary>Below and above each of the limits that the nodes have: 1 s for an answer of Redis, 3 s for a lease, 4 s for a silent connection.</summary>
    private static readonly (double Least, double Most) Length = (0.2, 6);

    /// <summary>So long that all kinds of failures of all processes fit into a minute.</summary>
    private static readonly (double Least, double Most) Gap = (3, 4.2);

    /// <summary>The failures that begin within a time. Each kind happens to each process once before any happens again.</summary>
    /// <param name="seed">Decides all.</param>
    /// <param name="duration">How long failures begin.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="redisMayBeEmptied">False where Redis is trusted to lose nothing.</param>
    public static IReadOnlyList<Fault> Create(int seed, TimeSpan duration, int nodes, bool redisMayBeEmptied)
    {
        var random = new Random(seed);
        var all = Enumerable.Range(0, nodes).SelectMany(node => OfNodes.Select(kind => (Kind: kind, Node: (int?)node)))
            .Concat(OfRedis.Where(kind => redisMayBeEmptied || kind != FaultKind.RedisEmpty).Select(kind => (Kind: kind, Node: (int?)null)))
            .ToArray();
        var faults = new List<Fault>();
        var at = Between(random, Gap);
        while (true)
        {
            random.Shuffle(all);
            foreach (var (kind, node) in all)
            {
                if (at > duration)
                {
                    return faults;
                }

                faults.Add(new Fault(at, kind, node, Between(random, Length)));
                at += Between(random, Gap);
            }
        }
    }

    private static TimeSpan Between(Random random, (double Least, double Most) seconds) =>
        TimeSpan.FromMilliseconds((int)(1000 * (seconds.Least + (random.NextDouble() * (seconds.Most - seconds.Least)))));
}
