namespace SyncHub.Testing.Cluster;

/// <summary>What becomes of a message on its way to a node.</summary>
public enum BusFate
{
    /// <summary>It arrives.</summary>
    Pass,

    /// <summary>It is lost.</summary>
    Lose,

    /// <summary>It arrives twice.</summary>
    Duplicate,

    /// <summary>It waits until <see cref="InMemoryBusNode.Release"/>, while what comes behind it passes.</summary>
    Hold,
}
