using StackExchange.Redis;

namespace SyncHub.Redis;

/// <summary>The names of everything that a log, and the bus beside it, have in Redis. All share one hash tag, so that a commit over several models is one step on a cluster, too.</summary>
/// <param name="prefix">The hash tag.</param>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>Hash: <c>epoch</c>, when it <c>began</c>, the <c>run</c> id of the server on which it did, the <c>last</c> timestamp, the last <c>beat</c>.</summary>
    public RedisKey Meta { get; } = $"{{{prefix}}}:meta";

    /// <summary>Hash: each node's last commit number, after the epoch in which it counts.</summary>
    public RedisKey Nodes { get; } = $"{{{prefix}}}:nodes";

    /// <summary>Sorted set: each node with the moment at which its lease lapses, by the clock of Redis, in milliseconds.</summary>
    public RedisKey Leases { get; } = $"{{{prefix}}}:leases";

    /// <summary>The channel of commits, epochs and beats.</summary>
    public string Channel { get; } = $"{{{prefix}}}:news";

    /// <summary>The channel of what the application sends through its hubs.</summary>
    public string Bus { get; } = $"{{{prefix}}}:bus";

    /// <summary>Hash of one model: <c>e</c> epoch, <c>s</c> seq, <c>t</c> timestamp; of its stream <c>f</c> floor, <c>b</c> bytes, <c>o</c> timestamp of the oldest entry.</summary>
    public RedisKey Head(string model) => $"{{{prefix}}}:head:{model}";

    /// <summary>Stream of one model: an entry for each commit, whose id is the seq of its last change.</summary>
    public RedisKey Stream(string model) => $"{{{prefix}}}:log:{model}";
}
