namespace SyncHub.Server.Log;

/// <summary>What a commit holds for one model, with its place in the log.</summary>
/// <param name="Commit">The changes.</param>
/// <param name="FirstSeq">The number of the first of them; the others follow without a hole.</param>
/// <param name="Timestamp">When the commit was appended, UTC.</param>
public sealed record LoggedCommit(ModelCommit Commit, long FirstSeq, DateTimeOffset Timestamp)
{
    /// <summary>The number of the last of the changes.</summary>
    public long LastSeq => FirstSeq + Commit.Changes.Count - 1;

    /// <summary>The changes as entries of the log.</summary>
    internal IEnumerable<LogEntry> Entries => Commit.Changes.Select((change, index) => new LogEntry
    {
        Change = change,
        Seq = FirstSeq + index,
        CommitFirstSeq = FirstSeq,
        CommitSeq = LastSeq,
        Timestamp = Timestamp,
        VisibleSince = Commit.Began ?? Timestamp,
        MutationId = Commit.MutationId,
    });
}
