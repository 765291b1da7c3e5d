using SyncHub.Protocol;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.Server.Collections;

/// <summary>What a view's next pushes have to tell beside the rows, gathered over all that it took in since the last.</summary>
internal struct ViewDebt
{
    // A source may be away for long. Those beyond are known to be in by the position.
    private const int MaxMutationIds = 1_000;

    private LogEntry? _last;

    /// <summary>The seq of the first change that is not told; null for none.</summary>
    public long? FirstSeq { get; private set; }

    /// <summary>The names of the writes; null for none.</summary>
    public List<string>? MutationIds { get; private set; }

    /// <summary>The seq of the last change that belongs together with what is not told; null for none.</summary>
    public long? Commit { get; private set; }

    /// <summary>The seq of the last change that is not told; 0 for none.</summary>
    public readonly long LastSeq => _last?.Seq ?? 0;

    public void Add(ViewDebt later)
    {
        if (later._last is not null)
        {
            Add(later.FirstSeq!.Value, later._last, later.MutationIds, later.Commit);
        }
    }

    public void Add(long firstSeq, LogEntry last, List<string>? mutationIds, long? commit)
    {
        FirstSeq ??= firstSeq;
        _last = last;
        Commit = commit ?? Commit;
        if (mutationIds is not null && !(MutationIds?.Count >= MaxMutationIds))
        {
            MutationIds = MutationIds is null ? mutationIds : [.. MutationIds.Union(mutationIds, StringComparer.Ordinal).Take(MaxMutationIds)];
        }
    }

    /// <summary>The position after the pushes.</summary>
    public readonly SyncVersion Version(FeedPosition position) =>
        _last is null ? position.Version : new SyncVersion(_last.Seq, position.WireEpoch, _last.Timestamp);
}
