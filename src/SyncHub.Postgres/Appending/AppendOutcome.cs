using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Appending;

/// <summary>What became of the commits of one transaction.</summary>
internal abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>All are in the log; those that were before, their answer lost, come first.</summary>
    /// <param name="Known">How many were.</param>
    /// <param name="Heads">Of each, where it is; of those that were known, where the log stands.</param>
    public sealed record Appended(int Known, IReadOnlyList<(PendingCommit Commit, IReadOnlyDictionary<string, LogHead> Heads)> Heads) : AppendOutcome;

    /// <summary>An earlier commit of this node is not in the log, whose last one of it has that number.</summary>
    public sealed record Gap(long LastNumber) : AppendOutcome;

    /// <summary>The log is in another epoch.</summary>
    public sealed record OtherEpoch : AppendOutcome;
}
