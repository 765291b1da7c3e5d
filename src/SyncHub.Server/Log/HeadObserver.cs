namespace SyncHub.Server.Log;

/// <summary>One observer of a model's log: told of heads in order, each at most once, older ones merged into newer ones.</summary>
internal sealed class HeadObserver(string model, Action<LogHead> moved, Action<HeadObserver> stop, Action<Exception> failed) : IDisposable
{
    // Held while the observer is told, so that whoever returns from Tell knows that it has been told of that head or a later one.
    // Observers return at once, by contract; and the lock is theirs alone.
    private readonly Lock _telling = new();
    private long _toldGeneration;
    private long _toldSeq;
    private volatile bool _stopped;

    /// <summary>The model observed.</summary>
    public string Model => model;

    /// <summary>Tells the observer of a head, unless it knows that one or a later one.</summary>
    /// <param name="head">The head.</param>
    /// <param name="generation">Counts the incarnations of the log, since their names have no order and the seqs of two cannot be compared.</param>
    public void Tell(LogHead head, long generation)
    {
        lock (_telling)
        {
            if (_stopped || generation < _toldGeneration || (generation == _toldGeneration && head.Seq <= _toldSeq))
            {
                return;
            }

            _toldGeneration = generation;
            _toldSeq = head.Seq;
            try
            {
                moved(head);
            }
#pragma warning disable CA1031 // An observer's failure must not fail the write, which is already stored.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failed(exception);
            }
        }
    }

    public void Dispose()
    {
        if (!_stopped)
        {
            _stopped = true;
            stop(this);
        }
    }
}
