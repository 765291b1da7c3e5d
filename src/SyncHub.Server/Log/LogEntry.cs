using SyncHub.Json;

namespace SyncHub.Server.Log;

/// <summary>A change with its place in the log.</summary>
public sealed record LogEntry
{
    private readonly DateTimeOffset? _visibleSince;

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

    /// <summary>
    /// From when on the change may have shown in its source, UTC: what <see cref="Commit.Began"/> said. Default: <see cref="Timestamp"/>.
    /// </summary>
    public DateTimeOffset VisibleSince
    {
        get => _visibleSince ?? Timestamp;
        init => _visibleSince = value;
    }

    /// <summary>The commit's mutation id, where it has one.</summary>
    public string? MutationId { get; init; }

    /// <summary>How far the images tell what the change means. The feed that read the entry says so, not the log.</summary>
    internal EntryEffect Effect { get; init; }

    /// <summary>Where <see cref="Effect"/> is <see cref="EntryEffect.Contested"/>: the row before, as the change itself said.</summary>
    internal RawJson Hint { get; init; }

    /// <summary>
    /// When the first of the row's held changes was appended, where nothing but that change itself said what was before; else long ago. A change that
    /// showed in the source before then may belong before it.
    /// </summary>
    internal DateTimeOffset ChainBegan { get; init; }

    /// <summary>The number of the row's held change before this one, where images are read beside the log; 0 for none.</summary>
    internal long PreviousSeq { get; init; }

    /// <summary>Whether nothing was held of the row before this change, so that what was before is what it says itself.</summary>
    internal bool IsFirst => PreviousSeq == 0;

    /// <summary>
    /// Whether it is the first that the log says of the row after a position. Who had read the row beside the log by then may hold a state that the log
    /// passes over: in the database it followed what the log said last, and this change followed it.
    /// </summary>
    internal bool IsFirstAfter(long seq) => Change.BeforeIsHint && PreviousSeq <= seq;

    /// <summary>Whether it is not certain what those who follow the row were shown of it before: they get all of it.</summary>
    internal bool IsWhole => Effect is EntryEffect.Contested or EntryEffect.BeforeUnknown;
}
