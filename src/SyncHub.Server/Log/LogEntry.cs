namespace SyncHub.Server.Log;

/// <summary>A change with its place in the log.</summary>
public sealed record LogEntry
{
    /// <summary>The change.</summary>
    public required Change Change { get; init; }

    /// <summary>The change's number among the changes of its model, dense, the first is 1.</summary>
    public required long Seq { get; init; }

    /// <summary>The number of the last change of this model in the same commit; equal to <see cref="Seq"/> for a commit of one.</summary>
    public required long CommitSeq { get; init; }

    /// <summary>The number of the first change of this model in the same commit.</summary>
    public required long CommitFirstSeq { get; init; }

    /// <summary>Whether the commit had other changes of this model.</summary>
    internal bool IsPartOfCommit => CommitSeq != CommitFirstSeq;

    /// <summary>When the commit was appended, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The commit's mutation id, where it has one.</summary>
    public string? MutationId { get; init; }
}
