using SyncHub.Server.Log;

namespace SyncHub.Redis.Scripts;

/// <summary>What became of an append.</summary>
internal enum AppendOutcome
{
    /// <summary>It is in the log now.</summary>
    Appended,

    /// <summary>It was in the log already; its answer was lost.</summary>
    Known,

    /// <summary>An earlier commit of this node is not in the log.</summary>
    Gap,

    /// <summary>The log is in another epoch.</summary>
    OtherEpoch,

    /// <summary>Another server answers than the one on which the session was opened.</summary>
    OtherRun,
}

/// <summary>The answer to an append.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Heads">Where it is in the log: the heads right after it, or the present ones for <see cref="AppendOutcome.Known"/>.</param>
/// <param name="LastNumber">For <see cref="AppendOutcome.Gap"/>: the number of this node's last commit in the log.</param>
internal sealed record AppendAnswer(AppendOutcome Outcome, IReadOnlyDictionary<string, LogHead> Heads, long LastNumber);
