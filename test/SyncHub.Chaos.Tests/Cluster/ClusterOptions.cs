namespace SyncHub.Chaos.Tests.Cluster;

/// <summary>What a cluster consists of.</summary>
internal sealed record ClusterOptions
{
    public int Nodes { get; init; } = 3;

    /// <summary>Whether saves write an outbox.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Whether the log is told that they do.</summary>
    public bool CommitsAreDurable { get; init; } = true;

    /// <summary>Whether Redis writes everything down before it answers, and the log is told so.</summary>
    public bool RedisLosesNothing { get; init; }
}
