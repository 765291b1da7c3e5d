using System.Collections;
using System.Collections.Immutable;
using System.Collections.Specialized;
using System.ComponentModel;
using SyncHub.Client.Dispatch;

namespace SyncHub.Client;

/// <summary>
/// Mutations, the oldest first, for a user interface to bind to. It changes where events are raised (<see cref="SyncClientOptions.SynchronizationContext"/>),
/// one mutation at a time; in each handler it is exactly what the event has made of it. Reading it is safe from any thread.
/// </summary>
public sealed class MutationList : IReadOnlyList<SyncMutation>, INotifyCollectionChanged, INotifyPropertyChanged
{
    private readonly CallbackDispatcher _dispatcher;
    private ImmutableList<SyncMutation> _mutations = [];

    internal MutationList(CallbackDispatcher dispatcher) => _dispatcher = dispatcher;

    /// <inheritdoc/>
    public event NotifyCollectionChangedEventHandler? CollectionChanged;

    /// <summary>Raised for <see cref="Count"/> and the indexer.</summary>
    public event PropertyChangedEventHandler? PropertyChanged;

    /// <inheritdoc/>
    public int Count => Volatile.Read(ref _mutations).Count;

    /// <inheritdoc/>
    public SyncMutation this[int index] => Volatile.Read(ref _mutations)[index];

    /// <inheritdoc/>
    public IEnumerator<SyncMutation> GetEnumerator() => Volatile.Read(ref _mutations).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(SyncMutation mutation) => _dispatcher.Post(nameof(CollectionChanged), () =>
    {
        var index = _mutations.Count;
        Become(_mutations.Add(mutation), new NotifyCollectionChangedEventArgs(NotifyCollectionChangedAction.Add, mutation, index));
    });

    internal void Remove(SyncMutation mutation) => _dispatcher.Post(nameof(CollectionChanged), () =>
    {
        var index = _mutations.IndexOf(mutation);
        if (index >= 0)
        {
            Become(_mutations.RemoveAt(index), new NotifyCollectionChangedEventArgs(NotifyCollectionChangedAction.Remove, mutation, index));
        }
    });

    private void Become(ImmutableList<SyncMutation> mutations, NotifyCollectionChangedEventArgs changed)
    {
        Volatile.Write(ref _mutations, mutations);
        _dispatcher.Raise(nameof(PropertyChanged), PropertyChanged, handler => handler(this, new PropertyChangedEventArgs(nameof(Count))));
        _dispatcher.Raise(nameof(PropertyChanged), PropertyChanged, handler => handler(this, new PropertyChangedEventArgs("Item[]")));
        _dispatcher.Raise(nameof(CollectionChanged), CollectionChanged, handler => handler(this, changed));
    }
}
