using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using SyncHub.Client.Entities;

namespace SyncHub.Client;

/// <summary>
/// A handle on one entity that the server keeps up to date. It is the same object through every break and return;
/// dispose it when nobody looks any more. Safe for use from any thread.
/// </summary>
/// <typeparam name="T">The entity's type. Each change is read into a new object; one that was handed out never changes.</typeparam>
public sealed class LiveEntity<T> : IAsyncDisposable, INotifyPropertyChanged, ILiveHandle
    where T : class
{
    private const int MaxPendingChanges = 64;

    private readonly IHandleHost _host;
    private readonly JsonTypeInfo<T> _contract;
    private readonly TimeSpan _suspendDelay;
    private readonly Lock _gate = new();

    // Under _gate; _published and _released are also read without it.
    private readonly List<Channel<SyncState<T?>>> _readers = [];
    private PendingChange? _lastPending;
    private int _pendingChanges;
    private volatile Published<T> _published;
    private volatile bool _released;

    // The loop's.
    private volatile EntityView<T>? _view;

    // The dispatcher's.
    private T? _raisedData;

    internal LiveEntity(IHandleHost host, string model, SyncKey key, JsonTypeInfo<T> contract, TimeSpan suspendDelay, EntityView<T>? peeked)
    {
        _host = host;
        Model = model;
        Key = key;
        _contract = contract;
        _suspendDelay = suspendDelay;
        _published = peeked?.Current switch
        {
            null => Published<T>.Connecting,
            { State: SyncState<T?>.Suspended suspended } current => current with { State = new SyncState<T?>.Cached(suspended.Data) },
            var current => current,
        };
        _raisedData = _published.Data;
    }

    /// <summary>
    /// Raised after each change of <see cref="State"/>, in order, never on the thread that receives. A handler that falls more than
    /// 64 changes behind misses the ones before the latest, never the latest.
    /// </summary>
    public event EventHandler<SyncState<T?>>? StateChanged;

    /// <summary>Raised with <see cref="StateChanged"/>, for <see cref="State"/>, <see cref="Version"/> and, where it is another object, <see cref="DataOrDefault"/>.</summary>
    public event PropertyChangedEventHandler? PropertyChanged;

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The entity's key.</summary>
    public SyncKey Key { get; }

    /// <summary>The present state. After <see cref="DisposeAsync"/>: what became of the subscription, Suspended for instance.</summary>
    public SyncState<T?> State => Shown.State;

    /// <summary>The last known data; null where the entity does not exist, and where nothing is known.</summary>
    public T? DataOrDefault => Shown.Data;

    /// <summary>The position that the data is complete to; null where nothing is known. It advances without an event while the entity does not change.</summary>
    public SyncVersion? Version => Shown.Version;

    SubscriptionKey ILiveHandle.Subscription => new(Model, Key);

    Type ILiveHandle.EntityType => typeof(T);

    TimeSpan ILiveHandle.SuspendDelay => _suspendDelay;

    private Published<T> Shown => _released && _view is { } view ? view.Current : _published;

    /// <summary>
    /// The present state, then every change in order, until the handle or the client is disposed. A reader that falls more than
    /// 64 changes behind skips the oldest of them; the latest is never lost.
    /// </summary>
    public async IAsyncEnumerable<SyncState<T?>> States([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var states = Channel.CreateBounded<SyncState<T?>>(new BoundedChannelOptions(MaxPendingChanges)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        lock (_gate)
        {
            if (_released)
            {
                yield break;
            }

            states.Writer.TryWrite(_published.State);
            _readers.Add(states);
        }

        try
        {
            await foreach (var state in states.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return state;
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(states);
            }
        }
    }

    /// <summary>Waits until the data is live and returns it; null where the entity does not exist.</summary>
    /// <exception cref="SyncException">The handle is or comes into the Error state.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the client is or gets disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the subscription goes on.</exception>
    public async Task<T?> WhenSyncedAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var state in States(cancellationToken).ConfigureAwait(false))
        {
            switch (state)
            {
                case SyncState<T?>.Synced synced:
                    return synced.Data;
                case SyncState<T?>.Error error:
                    throw new SyncException(error.Reason);
            }
        }

        throw new ObjectDisposedException($"LiveEntity<{typeof(T).Name}> of {Model} '{Key}'");
    }

    /// <summary>
    /// Asks again after an error, and lets a client that has given up connect again. Completes when the state has left Error,
    /// not when the answer has come; does nothing in the other states.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handle or the client is disposed.</exception>
    public Task RetryAsync()
    {
        ObjectDisposedException.ThrowIf(_released, this);
        return _host.RetryAsync(this);
    }

    /// <summary>
    /// Releases the handle: it raises nothing more and its enumerations end. The last release of a subscription starts its suspend delay.
    /// Further calls do nothing.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        if (End())
        {
            _host.Release(this);
        }

        return ValueTask.CompletedTask;
    }

    IEntityView ILiveHandle.CreateView() => new EntityView<T>(Model, Key, _contract);

    void ILiveHandle.Attach(IEntityView view)
    {
        var typed = (EntityView<T>)view;
        _view = typed;
        typed.Attach(this);
    }

    void ILiveHandle.Detach() => _view?.Detach(this);

    void ILiveHandle.Complete() => End();

    internal void Publish(Published<T> next)
    {
        lock (_gate)
        {
            if (_released)
            {
                return;
            }

            var changed = !next.LooksLike(_published);
            _published = next;
            if (!changed)
            {
                return;
            }

            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(next.State);
            }

            if (StateChanged is not null || PropertyChanged is not null)
            {
                Enqueue(next);
            }
        }
    }

    private void Enqueue(Published<T> next)
    {
        if (_pendingChanges >= MaxPendingChanges)
        {
            _lastPending!.Next = next;
            return;
        }

        var change = new PendingChange { Next = next };
        _pendingChanges++;
        _lastPending = change;
        _host.Dispatcher.Post(nameof(StateChanged), () => Raise(change));
    }

    private void Raise(PendingChange change)
    {
        Published<T> next;
        lock (_gate)
        {
            _pendingChanges--;
            next = change.Next;
        }

        if (_released)
        {
            return;
        }

        var dispatcher = _host.Dispatcher;
        dispatcher.Raise(nameof(StateChanged), StateChanged, handler => handler(this, next.State));
        RaisePropertyChanged(nameof(State));
        RaisePropertyChanged(nameof(Version));
        if (!ReferenceEquals(_raisedData, next.Data))
        {
            _raisedData = next.Data;
            RaisePropertyChanged(nameof(DataOrDefault));
        }
    }

    private void RaisePropertyChanged(string property) =>
        _host.Dispatcher.Raise(nameof(PropertyChanged), PropertyChanged, handler => handler(this, new PropertyChangedEventArgs(property)));

    private bool End()
    {
        lock (_gate)
        {
            if (_released)
            {
                return false;
            }

            _released = true;
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }

            return true;
        }
    }

    private sealed class PendingChange
    {
        public required Published<T> Next { get; set; }
    }
}
