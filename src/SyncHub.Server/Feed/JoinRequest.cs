using SyncHub.Server.Data;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>How a join ended.</summary>
internal enum JoinResult
{
    /// <summary>The session has its answer and follows from here.</summary>
    Joined,

    /// <summary>The history does not reach back far enough: read the source (again) and join with that.</summary>
    ReadNeeded,

    /// <summary>Nobody waits any more: the session has ended or the request was withdrawn.</summary>
    Withdrawn,
}

/// <summary>Asks the loop to answer a session at the loop's position and to let it follow from there.</summary>
internal sealed class JoinRequest
{
    private readonly TaskCompletionSource<JoinResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required Session Session { get; init; }

    public required SyncKey Key { get; init; }

    /// <summary>The request to answer; null for the refresh of <see cref="Refreshes"/>.</summary>
    public EntityRequest? Request { get; init; }

    /// <summary>The subscription to start afresh.</summary>
    public Subscription? Refreshes { get; init; }

    /// <summary>The feed's position before the source was read.</summary>
    public required FeedPosition Noted { get; init; }

    /// <summary>What the source had; null to resume from the request's own position without a read.</summary>
    public SourceRow? Row { get; init; }

    /// <summary>The seq that the loop must have reached to answer.</summary>
    public long NeededSeq => Row is { } row ? row.Position?.Seq ?? Noted.Seq : Request?.LastSeq ?? 0;

    /// <summary>Whether the seqs of this request mean anything at a position: the log may have begun a new epoch since they were taken.</summary>
    public bool IsOfEpoch(FeedPosition position) =>
        Noted.Head.Epoch == position.Head.Epoch && (Row is not null || Request?.Epoch == position.WireEpoch);

    public Task<JoinResult> Result => _result.Task;

    public void Complete(JoinResult result) => _result.TrySetResult(result);

    public void Fail(Exception exception) => _result.TrySetException(exception);
}
