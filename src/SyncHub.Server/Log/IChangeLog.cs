namespace SyncHub.Server.Log;

/// <summary>
/// The one seam between a node and its cluster: commits go in, numbered changes come out, the same and in the same order for every node.
/// A node acts only on what comes out, the writing node too. Implementations are safe for concurrent use
/// and pass <c>ChangeLogSpecification</c>.
/// </summary>
public interface IChangeLog
{
    /// <summary>Whether the log works at the moment.</summary>
    ChangeLogHealth Health { get; }

    /// <summary>
    /// Whether other nodes append to the log, too: then rows cannot live in the memory of one of them, and the application does not start with a model
    /// that has a <see cref="DataSet{T, TKey}"/> for its source. False by default.
    /// </summary>
    bool IsShared => false;

    /// <summary>
    /// How far the timestamps of other nodes may be off from this node's clock, in either direction. Zero by default: there are no other nodes. Lists over
    /// a source that cannot name the position of a read ask for their totals again after a change that came so soon after it.
    /// </summary>
    TimeSpan ClockTolerance => TimeSpan.Zero;

    /// <summary>
    /// Numbers the changes of a commit, model by model, and stores them: all or none. When it completes, observers have been told.
    /// Commits that a caller gives one after the other, without waiting, are numbered in that order.
    /// </summary>
    /// <returns>The head of each model that the commit touched, right after it.</returns>
    /// <exception cref="ArgumentException">The commit has no changes, or one of a model that the log does not know.</exception>
    ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default);

    /// <summary>Reads the changes of a model after <paramref name="afterSeq"/>, at most <paramref name="maxEntries"/> of them.</summary>
    /// <exception cref="ArgumentException">The log does not know the model.</exception>
    ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default);

    /// <summary>The head of a model's log.</summary>
    /// <exception cref="ArgumentException">The log does not know the model.</exception>
    ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls <paramref name="moved"/> with a head of the model whenever it may have moved; calls may be merged and may come from any thread.
    /// The callback must return at once and must not throw. Dispose what is returned to stop; a call under way may still finish.
    /// </summary>
    /// <exception cref="ArgumentException">The log does not know the model.</exception>
    IDisposable Observe(string model, Action<LogHead> moved);

    /// <summary>
    /// Says that changes were made which nobody will append: this process ends without having told them. A shared log then has its other nodes read
    /// from the sources again. Does nothing by default: there are no other nodes.
    /// </summary>
    void ChangesLost()
    {
    }
}
