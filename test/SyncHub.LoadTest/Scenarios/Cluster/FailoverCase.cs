using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>What kind of clients lose their node.</summary>
/// <param name="Title">What the report calls it.</param>
/// <param name="Target">Which hub they are at.</param>
/// <param name="MissesChanges">Whether one entity in ten, each in the room of another client, changes while its follower is away.</param>
internal sealed record FailoverCase(string Title, Target Target, bool MissesChanges = false)
{
    /// <summary>One client in so many misses a change.</summary>
    public const int MissingEvery = 10;

    public static IReadOnlyList<FailoverCase> All { get; } =
    [
        new("bare SignalR, joins its two groups", Target.Bare),
        new("SyncHub, up to date", Target.Sync),
        new("SyncHub, 1 in 10 missed a change", Target.Sync, MissesChanges: true),
    ];
}
