using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Entities;
using SyncHub.Client.Handles;

namespace SyncHub.Client;

/// <summary>
/// A handle on one entity that the server keeps up to date. It is the same object through every break and return;
/// dispose it when nobody looks any more. Safe for use from any thread.
/// </summary>
/// <typeparam name="T">The entity's type. Each change is read into a new object; one that was handed out never changes.</typeparam>
public sealed class LiveEntity<T> : IAsyncDisposable, INotifyPropertyChanged, IHandleEvents<T?>
    where T : class
{
    private readonly IHandleHost _host;

    // Of whoever raises, one at a time.
    private RowStatus _raisedStatus;

    internal LiveEntity(IHandleHost host, EntityKey subscription, JsonTypeInfo<T> contract, TimeSpan suspendDelay, LiveView<T?>? peeked)
    {
        _host = host;
        (Model, Key) = (subscription.Model, subscription.Key);
        Handle = new LiveHandle<T?>(
            host,
            new HandleTarget(subscription, typeof(T), suspendDelay),
            this,
            () => new EntityView<T>(subscription.Model, subscription.Key, contract),
            peeked);
    }

    /// <summary>
    /// Raised after each change of <see cref="State"/>, in order, never on the thread that receives. A handler that falls more than
    /// 64 changes behind misses the ones before the latest, never the latest.
    /// </summary>
    public event EventHandler<SyncState<T?>>? StateChanged;

    /// <summary>Raised with <see cref="StateChanged"/>, for <see cref="State"/> and <see cref="Version"/>; and, where they are others, for <see cref="DataOrDefault"/> and <see cref="Status"/>.</summary>
    public event PropertyChangedEventHandler? PropertyChanged;

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The entity's key.</summary>
    public SyncKey Key { get; }

    /// <summary>The present state. After <see cref="DisposeAsync"/>: what became of the subscription, Suspended for instance.</summary>
    public SyncState<T?> State => Handle.Shown.State;

    /// <summary>The last known data; null where the entity does not exist, and where nothing is known.</summary>
    public T? DataOrDefault => Handle.Shown.Data;

    /// <summary>Whether the data is the server's own, or has local changes laid over it, see <see cref="SyncClient.Mutate"/>.</summary>
    public RowStatus Status => Handle.Shown.Status;

    /// <summary>The position that the data is complete to; null where nothing is known. It advances without an event while the entity does not change.</summary>
    public SyncVersion? Version => Handle.Shown.Version;

    internal LiveHandle<T?> Handle { get; }

    /// <summary>
    /// The present state, then every change in order, until the handle or the client is disposed. A reader that falls more than
    /// 64 changes behind skips the oldest of them; the latest is never lost.
    /// </summary>
    public IAsyncEnumerable<SyncState<T?>> States(CancellationToken cancellationToken = default) => Handle.States(cancellationToken);

    /// <summary>Waits until the data is live and returns it; null where the entity does not exist.</summary>
    /// <exception cref="SyncException">The handle is or comes into the Error state.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the client is or gets disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the subscription goes on.</exception>
    public Task<T?> WhenSyncedAsync(CancellationToken cancellationToken = default) => Handle.WhenSyncedAsync(cancellationToken);

    /// <summary>
    /// Waits until the data holds a change: what was written is read from here. Completes when <see cref="Version"/> is at or beyond the
    /// position given, in the same epoch, whether or not the entity changed, and whether or not it is live.
    /// </summary>
    /// <remarks>
    /// Positions of different epochs cannot be compared: after the server's log began anew, say, or where the position is another user's.
    /// Where the handle is in another epoch, the answer to a request that was made after this call counts as reached, and one is made where
    /// none would be: the state is <c>Cached</c> until it has come.
    /// </remarks>
    /// <param name="version">The position that the write got, or another handle's <see cref="Version"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; the subscription goes on.</param>
    /// <exception cref="SyncException">The handle is or comes into the Error state.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the client is or gets disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WhenSeqAsync(SyncVersion version, CancellationToken cancellationToken = default) => Handle.WhenSeqAsync(version, cancellationToken);

    /// <summary>
    /// Asks again after an error, and lets a client that has given up connect again. Completes when the state has left Error,
    /// not when the answer has come; does nothing in the other states.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handle or the client is disposed.</exception>
    public Task RetryAsync() => Handle.RetryAsync();

    /// <summary>
    /// Releases the handle: it raises nothing more and its enumerations end. The last release of a subscription starts its suspend delay.
    /// Further calls do nothing.
    /// </summary>
    public ValueTask DisposeAsync() => Handle.DisposeAsync();

    bool IHandleEvents<T?>.TryTakeUnheard(Published<T?> next) => StateChanged is null && PropertyChanged is null;

    void IHandleEvents<T?>.Raise(Published<T?> next, bool isOtherData)
    {
        _host.Dispatcher.RaiseState(this, next, isOtherData, StateChanged, PropertyChanged);
        if (_raisedStatus != next.Status)
        {
            _raisedStatus = next.Status;
            _host.Dispatcher.RaiseProperty(this, PropertyChanged, nameof(Status));
        }
    }
}
