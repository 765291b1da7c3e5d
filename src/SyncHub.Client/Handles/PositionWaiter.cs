namespace SyncHub.Client.Handles;

/// <summary>Somebody who waits for a handle to reach a position.</summary>
internal sealed class PositionWaiter(SyncVersion target)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    /// <summary>
    /// How many requests the subscription had made when the waiting began. Set by the loop before the waiter is settled for the first time:
    /// only the answer to a later request is sure to have been made afterwards.
    /// </summary>
    public int RequestsBefore { get; set; } = int.MaxValue;

    /// <summary>What a handle at a position means for whoever waits for another one.</summary>
    public static PositionVerdict Judge(SyncVersion target, int requestsBefore, SyncVersion? at, int answeredRequest, bool isLive) => at switch
    {
        null => PositionVerdict.Wait,
        { } position when position.Epoch == target.Epoch => position.Seq >= target.Seq ? PositionVerdict.Reached : PositionVerdict.Wait,
        _ when answeredRequest > requestsBefore => PositionVerdict.Reached,

        // Numbers of two epochs say nothing about each other, and nothing need ever come on its own that does.
        _ => isLive ? PositionVerdict.Ask : PositionVerdict.Wait,
    };

    /// <summary>Takes what the handle shows; true where an answer has to be asked for before there is anything to go by.</summary>
    public bool Settle<TData>(Published<TData> shown)
        where TData : class?
    {
        if (shown.State is SyncState<TData>.Error error)
        {
            _reached.TrySetException(new SyncException(error.Reason));
            return false;
        }

        var verdict = Judge(target, RequestsBefore, shown.Version, shown.AnsweredRequest, shown.State is SyncState<TData>.Synced);
        if (verdict == PositionVerdict.Reached)
        {
            _reached.TrySetResult();
        }

        return verdict == PositionVerdict.Ask && !Reached.IsCompleted;
    }

    public void Fail(Exception reason) => _reached.TrySetException(reason);

    public void Cancel(CancellationToken cancellationToken) => _reached.TrySetCanceled(cancellationToken);
}
