using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>A join to one entity's group, with what was read of it.</summary>
internal sealed class EntityJoin : FeedJoin
{
    private readonly TaskCompletionSource<JoinResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required SyncKey Key { get; init; }

    /// <summary>The request to answer; null for a refresh.</summary>
    public EntityRequest? Request { get; init; }

    /// <summary>The feed's position before the source was read.</summary>
    public FeedPosition Noted { get; private init; } = null!;

    /// <summary>What the source had; null to resume from the request's own position without a read.</summary>
    public SourceRow? Row { get; private init; }

    /// <summary>The log's head after the read, where the source does not know the read's position.</summary>
    public LogHead? After { get; private init; }

    /// <remarks>
    /// A read without a position may hold whatever the log had when it ended. An answer before that would be followed by changes that the
    /// row has left behind: an update, say, of a row that was read after its removal.
    /// </remarks>
    public override long NeededSeq => Row is { } row ? (row.Position ?? After)?.Seq ?? Noted.Seq : Request?.LastSeq ?? 0;

    public Task<JoinResult> Result => _result.Task;

    public override bool IsOfEpoch(FeedPosition position) =>
        Noted.Head.Epoch == position.Head.Epoch && (Row is not null || Request?.Epoch == Scope.Stamp(position.Version).Epoch);

    /// <summary>The same join with what was read, or without a read.</summary>
    public EntityJoin At(FeedPosition noted, SourceRow? row = null, LogHead? after = null) => new()
    {
        Session = Session,
        Key = Key,
        Scope = Scope,
        Generation = Generation,
        Request = Request,
        Refreshes = Refreshes,
        Noted = noted,
        Row = row,
        After = after,
    };

    public void Complete(JoinResult result) => _result.TrySetResult(result);

    public override void Withdraw() => Complete(JoinResult.Withdrawn);

    public override void Fail(Exception exception) => _result.TrySetException(exception);
}
