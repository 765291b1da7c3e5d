namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>What only tests change.</summary>
internal sealed class PublisherOptions
{
    private static readonly TimeSpan LongestSettlingDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>How long commits are gathered that come faster than they are told.</summary>
    public static TimeSpan GatheringTime { get; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Whether rows of which another process told at the same time are read once more. Default true.</summary>
    public bool Settles { get; init; } = true;

    /// <summary>How many commits wait at most.</summary>
    public int MaxCommits { get; init; } = PublicationQueue.MaxCommits;

    /// <summary>How many rows they touch at most, all together.</summary>
    public long MaxKeys { get; init; } = PublicationQueue.MaxKeys;

    /// <summary>How long to wait where settling takes many steps: at random, so that processes fall out of step.</summary>
#pragma warning disable CA5394 // Nobody gains by guessing it.
    public static TimeSpan NextSettlingDelay() => LongestSettlingDelay * Random.Shared.NextDouble();
#pragma warning restore CA5394
}
