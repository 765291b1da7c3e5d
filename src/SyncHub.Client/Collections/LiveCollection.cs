using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Collections;
using SyncHub.Client.Handles;

namespace SyncHub.Client;

/// <summary>
/// A handle on the entities that match a query, which the server keeps up to date. It is the same object through every break and return;
/// dispose it when nobody looks any more. Safe for use from any thread.
/// </summary>
/// <remarks>
/// There are two sides to it. <see cref="State"/> is what is true: an immutable whole, from any thread. The list that the handle itself is
/// belongs to user interfaces: while anybody listens to one of the handle's events, it follows
/// edit by edit where events are raised (<see cref="SyncClientOptions.SynchronizationContext"/>) and may be some changes behind; in
/// each handler it is exactly what the event has made of it. While nobody listens, it is the entities of <see cref="State"/>.
/// Without data it is empty. It cannot be changed by its holder.
/// </remarks>
/// <typeparam name="T">The entities' type. A change is read into a new object; one that was handed out never changes, and stays while its row does not.</typeparam>
public sealed class LiveCollection<T> : ReadOnlyCollection<T>, INotifyCollectionChanged, INotifyPropertyChanged, IAsyncDisposable, IHandleEvents<CollectionData<T>>
    where T : class
{
    private readonly IHandleHost _host;
    private readonly BoundRows<T> _rows;

    // Held while the list moves on unheard, so that whoever starts to listen either sees the move or hears of it.
    private readonly Lock _listening = new();
    private NotifyCollectionChangedEventHandler? _collectionChanged;
    private PropertyChangedEventHandler? _propertyChanged;

    internal LiveCollection(
        IHandleHost host, CollectionKey subscription, JsonTypeInfo<T> contract, TimeSpan suspendDelay, LiveView<CollectionData<T>>? peeked)
        : base(new BoundRows<T>())
    {
        _host = host;
        _rows = (BoundRows<T>)Items;
        (Model, Query) = (subscription.Model, subscription.Query.Json);
        Handle = new LiveHandle<CollectionData<T>>(
            host,
            new HandleTarget(subscription, typeof(T), suspendDelay),
            this,
            () => new CollectionView<T>(subscription.Model, contract),
            peeked);
        _rows.Advance(Handle.Shown.Data, tell: null);
    }

    /// <summary>
    /// Raised after each change of <see cref="State"/>, in order, never on the thread that receives. A handler that falls more than
    /// 64 changes behind misses the ones before the latest, never the latest.
    /// </summary>
    public event EventHandler<SyncState<CollectionData<T>>>? StateChanged;

    /// <summary>
    /// Raised for each edit of the list, as it came: rows are added, replaced, moved and removed one at a time. Reset where more than 64
    /// edits would be needed, where the data came or went as a whole, and where handlers have fallen behind.
    /// </summary>
    public event NotifyCollectionChangedEventHandler? CollectionChanged
    {
        add
        {
            lock (_listening)
            {
                _collectionChanged += value;
            }
        }

        remove
        {
            lock (_listening)
            {
                _collectionChanged -= value;
            }
        }
    }

    /// <summary>
    /// Raised before <see cref="CollectionChanged"/> for the list's count and indexer, and after <see cref="StateChanged"/> for
    /// <see cref="State"/>, <see cref="Version"/> and, where it is another object, <see cref="DataOrDefault"/>.
    /// </summary>
    public event PropertyChangedEventHandler? PropertyChanged
    {
        add
        {
            lock (_listening)
            {
                _propertyChanged += value;
            }
        }

        remove
        {
            lock (_listening)
            {
                _propertyChanged -= value;
            }
        }
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The query in its canonical wire form; handles that agree on model and query share one subscription.</summary>
    public string Query { get; }

    /// <summary>The present state. After <see cref="DisposeAsync"/>: what became of the subscription, Suspended for instance.</summary>
    public SyncState<CollectionData<T>> State => Handle.Shown.State;

    /// <summary>The last known data, entities and total; null where nothing is known.</summary>
    public CollectionData<T>? DataOrDefault => Handle.Shown.Data;

    /// <summary>The position that the data is complete to; null where nothing is known. It advances without an event while nothing on the page changes.</summary>
    public SyncVersion? Version => Handle.Shown.Version;

    internal LiveHandle<CollectionData<T>> Handle { get; }

    /// <inheritdoc cref="LiveEntity{T}.States"/>
    public IAsyncEnumerable<SyncState<CollectionData<T>>> States(CancellationToken cancellationToken = default) => Handle.States(cancellationToken);

    /// <summary>Waits until the data is live and returns it.</summary>
    /// <inheritdoc cref="LiveEntity{T}.WhenSyncedAsync"/>
    public Task<CollectionData<T>> WhenSyncedAsync(CancellationToken cancellationToken = default) => Handle.WhenSyncedAsync(cancellationToken);

    /// <inheritdoc cref="LiveEntity{T}.WhenSeqAsync"/>
    public Task WhenSeqAsync(SyncVersion version, CancellationToken cancellationToken = default) => Handle.WhenSeqAsync(version, cancellationToken);

    /// <inheritdoc cref="LiveEntity{T}.RetryAsync"/>
    public Task RetryAsync() => Handle.RetryAsync();

    /// <inheritdoc cref="LiveEntity{T}.DisposeAsync"/>
    public ValueTask DisposeAsync() => Handle.DisposeAsync();

    bool IHandleEvents<CollectionData<T>>.TryTakeUnheard(Published<CollectionData<T>> next)
    {
        lock (_listening)
        {
            if (StateChanged is not null || _collectionChanged is not null || _propertyChanged is not null)
            {
                return false;
            }

            _rows.Advance(next.Data, tell: null);
            return true;
        }
    }

    void IHandleEvents<CollectionData<T>>.Raise(Published<CollectionData<T>> next, bool isOtherData)
    {
        var count = Count;
        _rows.Advance(next.Data, edited =>
        {
            if (Count != count)
            {
                count = Count;
                _host.Dispatcher.RaiseProperty(this, _propertyChanged, nameof(Count));
            }

            _host.Dispatcher.RaiseProperty(this, _propertyChanged, "Item[]");
            _host.Dispatcher.Raise(nameof(CollectionChanged), _collectionChanged, handler => handler(this, edited));
        });
        _host.Dispatcher.RaiseState(this, next, isOtherData, StateChanged, _propertyChanged);
    }
}
