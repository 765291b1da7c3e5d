using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>A join to a live query's group. The query reads its own rows where it has to, so nothing is read before.</summary>
internal sealed class CollectionJoin : FeedJoin
{
    private readonly TaskCompletionSource<SyncError?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required Query Query { get; init; }

    /// <summary>The request to answer; null for a refresh.</summary>
    public CollectionRequest? Request { get; init; }

    /// <summary>Whether the request's own position counts: it is of the log's epoch, and not beyond its head.</summary>
    public bool Resumes { get; init; }

    public override long NeededSeq => Resumes ? Request!.LastSeq!.Value : 0;

    /// <summary>Why the join failed; null where it did not, or where nobody waits for it any more.</summary>
    public Task<SyncError?> Result => _result.Task;

    public override bool IsOfEpoch(FeedPosition position) => Request?.Epoch == Scope.Stamp(position.Version).Epoch;

    /// <summary>Whether a page of this version has all that the request already has; of another epoch, there is nothing to compare.</summary>
    public bool IsCoveredBy(SyncVersion version) => NeededSeq <= version.Seq || Request?.Epoch != Scope.Stamp(version).Epoch;

    public void Complete() => _result.TrySetResult(null);

    public void Refuse(SyncError error) => _result.TrySetResult(error);

    public override void Withdraw() => Complete();

    public override void Fail(Exception exception) => _result.TrySetException(exception);
}
