using System.ComponentModel;
using System.Text.Json;
using SyncHub.Client.Handles;
using SyncHub.Client.Resolvers;

namespace SyncHub.Client;

/// <summary>
/// A handle on what a resolver of the application's server says about one key: any number of rows, each of any model, all of them anew
/// whenever they change. It is the same object through every break and return; dispose it when nobody looks any more. Safe for use from any thread.
/// </summary>
public sealed class LiveRows : IAsyncDisposable, INotifyPropertyChanged, IHandleEvents<IReadOnlyList<SyncRow>>
{
    private readonly IHandleHost _host;

    internal LiveRows(
        IHandleHost host, RowsKey subscription, JsonSerializerOptions options, TimeSpan suspendDelay, LiveView<IReadOnlyList<SyncRow>>? peeked)
    {
        _host = host;
        (Resolver, Key) = (subscription.Resolver, subscription.Key);
        Handle = new LiveHandle<IReadOnlyList<SyncRow>>(
            host,
            new HandleTarget(subscription, typeof(SyncRow), suspendDelay),
            this,
            () => new RowsView(subscription, options),
            peeked);
    }

    /// <summary>
    /// Raised after each change of <see cref="State"/>, in order, never on the thread that receives. A handler that falls more than
    /// 64 changes behind misses the ones before the latest, never the latest.
    /// </summary>
    public event EventHandler<SyncState<IReadOnlyList<SyncRow>>>? StateChanged;

    /// <summary>Raised with <see cref="StateChanged"/>, for <see cref="State"/>, <see cref="Version"/> and, where it is another list, <see cref="DataOrDefault"/>.</summary>
    public event PropertyChangedEventHandler? PropertyChanged;

    /// <summary>The resolver's name.</summary>
    public string Resolver { get; }

    /// <summary>What the resolver is asked about.</summary>
    public SyncKey Key { get; }

    /// <summary>The present state; its rows are in the resolver's order, and none where it gave none. After <see cref="DisposeAsync"/>: what became of the subscription.</summary>
    public SyncState<IReadOnlyList<SyncRow>> State => Handle.Shown.State;

    /// <summary>The last known rows; null where nothing is known.</summary>
    public IReadOnlyList<SyncRow>? DataOrDefault => Handle.Shown.Data;

    /// <summary>Which of the resolver's answers this is; null where nothing is known. It advances without an event where an answer says the same as the one before.</summary>
    public SyncVersion? Version => Handle.Shown.Version;

    internal LiveHandle<IReadOnlyList<SyncRow>> Handle { get; }

    /// <summary>
    /// The present state, then every change in order, until the handle or the client is disposed. A reader that falls more than
    /// 64 changes behind skips the oldest of them; the latest is never lost.
    /// </summary>
    public IAsyncEnumerable<SyncState<IReadOnlyList<SyncRow>>> States(CancellationToken cancellationToken = default) => Handle.States(cancellationToken);

    /// <summary>Waits until the rows are live and returns them.</summary>
    /// <exception cref="SyncException">The handle is or comes into the Error state.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the client is or gets disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the subscription goes on.</exception>
    public Task<IReadOnlyList<SyncRow>> WhenSyncedAsync(CancellationToken cancellationToken = default) => Handle.WhenSyncedAsync(cancellationToken);

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

    bool IHandleEvents<IReadOnlyList<SyncRow>>.TryTakeUnheard(Published<IReadOnlyList<SyncRow>> next) => StateChanged is null && PropertyChanged is null;

    void IHandleEvents<IReadOnlyList<SyncRow>>.Raise(Published<IReadOnlyList<SyncRow>> next, bool isOtherData) =>
        _host.Dispatcher.RaiseState(this, next, isOtherData, StateChanged, PropertyChanged);
}
