namespace SyncHub.Server.Fanout;

/// <summary>What the fan-out needs to know, and whom it tells of what it cannot mend itself.</summary>
internal sealed record FanoutOptions(OutboxLimits Limits)
{
    /// <summary>Steps that may be queued before senders wait.</summary>
    public int QueuedItems { get; init; } = 16_384;

    /// <summary>A block takes no further message beyond this size.</summary>
    public int BlockBytes { get; init; } = 32 * 1024;

    /// <summary>Told of a message that its protocol could not write.</summary>
    public Action<Exception> OnUnserializable { get; init; } = _ => { };

    /// <summary>Told of each time that queued pushes were dropped for a connection.</summary>
    public Action OnOverflow { get; init; } = () => { };

    /// <summary>Told of each step that failed; the pump goes on with the next.</summary>
    public Action<Exception> OnFailure { get; init; } = _ => { };

    /// <summary>Calls what is not the fan-out's own: whatever it throws must not cost a recipient its message.</summary>
    public void Tell(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    /// <summary>Reports a failure; that the report fails too (a logger that throws, say) ends nothing.</summary>
    public void Report(Exception failure)
    {
        try
        {
            OnFailure(failure);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
