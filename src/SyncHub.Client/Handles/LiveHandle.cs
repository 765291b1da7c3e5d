using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Handles;

/// <summary>What every handle does, whatever it is on: shows the present state, tells of changes, ends. Safe for use from any thread.</summary>
internal sealed class LiveHandle<TData> : ILiveHandle
    where TData : class?
{
    private const int MaxPendingChanges = 64;

    private readonly IHandleHost _host;
    private readonly IHandleEvents<TData> _events;
    private readonly Func<LiveView<TData>> _createView;
    private readonly Lock _gate = new();

    // Under _gate; _published and _released are also read without it.
    private readonly List<Channel<SyncState<TData>>> _readers = [];
    private readonly List<PositionWaiter> _waiters = [];
    private PendingChange? _lastPending;
    private int _pendingChanges;
    private volatile Published<TData> _published;
    private volatile bool _released;

    // The loop's.
    private volatile LiveView<TData>? _view;

    public LiveHandle(IHandleHost host, HandleTarget target, IHandleEvents<TData> events, Func<LiveView<TData>> createView, LiveView<TData>? peeked)
    {
        _host = host;
        _events = events;
        _createView = createView;
        (Subscription, EntityType, SuspendDelay) = target;
        _published = peeked?.Current switch
        {
            null => Published<TData>.Connecting,
            { State: SyncState<TData>.Suspended suspended } current => current with { State = new SyncState<TData>.Cached(suspended.Data) },
            var current => current,
        };
    }

    public SubscriptionKey Subscription { get; }

    public Type EntityType { get; }

    public TimeSpan SuspendDelay { get; }

    public Published<TData> Shown => _released && _view is { } view ? view.Current : _published;

    public async IAsyncEnumerable<SyncState<TData>> States([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var states = Channel.CreateBounded<SyncState<TData>>(new BoundedChannelOptions(MaxPendingChanges)
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

    public async Task<TData> WhenSyncedAsync(CancellationToken cancellationToken)
    {
        await foreach (var state in States(cancellationToken).ConfigureAwait(false))
        {
            switch (state)
            {
                case SyncState<TData>.Synced synced:
                    return synced.Data;
                case SyncState<TData>.Error error:
                    throw new SyncException(error.Reason);
            }
        }

        throw Disposed();
    }

    public async Task WhenSeqAsync(SyncVersion version, CancellationToken cancellationToken)
    {
        if (_released)
        {
            throw Disposed();
        }

        var waiter = new PositionWaiter(version);
        _host.Await(this, waiter);
        using (cancellationToken.UnsafeRegister(static (state, token) => ((PositionWaiter)state!).Cancel(token), waiter))
        {
            try
            {
                await waiter.Reached.ConfigureAwait(false);
            }
            finally
            {
                lock (_gate)
                {
                    _waiters.Remove(waiter);
                }
            }
        }
    }

    public Task RetryAsync() => _released ? throw Disposed() : _host.RetryAsync(this);

    public ValueTask DisposeAsync()
    {
        if (End())
        {
            _host.Release(this);
        }

        return ValueTask.CompletedTask;
    }

    public ILiveView CreateView() => _createView();

    public void Attach(ILiveView view)
    {
        var typed = (LiveView<TData>)view;
        _view = typed;
        typed.Attach(this);
    }

    public void Detach() => _view?.Detach(this);

    public void Await(PositionWaiter waiter)
    {
        lock (_gate)
        {
            if (_released)
            {
                waiter.Fail(Disposed());
                return;
            }

            _waiters.Add(waiter);
            Settle_NeedsLock();
        }
    }

    public void Complete() => End();

    public void Publish(Published<TData> next)
    {
        lock (_gate)
        {
            if (_released)
            {
                return;
            }

            var before = _published;
            _published = next;

            // A position that has moved on is no change that anybody else hears of.
            Settle_NeedsLock();
            if (next.LooksLike(before))
            {
                return;
            }

            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(next.State);
            }

            if (_pendingChanges > 0 || !_events.TryTakeUnheard(next))
            {
                Enqueue_NeedsLock(next, !ReferenceEquals(before.Data, next.Data));
            }
        }
    }

    private void Settle_NeedsLock()
    {
        if (_waiters.Count == 0)
        {
            return;
        }

        var isQuestion = false;
        foreach (var waiter in _waiters)
        {
            isQuestion |= waiter.Settle(_published);
        }

        _waiters.RemoveAll(waiter => waiter.Reached.IsCompleted);
        if (isQuestion)
        {
            _host.AskAgain(this);
        }
    }

    private void Enqueue_NeedsLock(Published<TData> next, bool isOtherData)
    {
        if (_pendingChanges >= MaxPendingChanges)
        {
            _lastPending!.Next = next;
            _lastPending.IsOtherData |= isOtherData;
            return;
        }

        var change = new PendingChange { Next = next, IsOtherData = isOtherData };
        _pendingChanges++;
        _lastPending = change;
        _host.Dispatcher.Post("StateChanged", () => Raise(change));
    }

    private void Raise(PendingChange change)
    {
        Published<TData> next;
        bool isOtherData;
        lock (_gate)
        {
            (next, isOtherData) = (change.Next, change.IsOtherData);
        }

        try
        {
            if (!_released)
            {
                _events.Raise(next, isOtherData);
            }
        }
        finally
        {
            // Only now: what comes while handlers run has to wait its turn, even where nobody would hear of it.
            lock (_gate)
            {
                _pendingChanges--;
            }
        }
    }

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

            _waiters.ForEach(waiter => waiter.Fail(Disposed()));
            _waiters.Clear();
            return true;
        }
    }

    private ObjectDisposedException Disposed() => new($"The handle on {Subscription}");

    private sealed class PendingChange
    {
        public required Published<TData> Next { get; set; }

        public required bool IsOtherData { get; set; }
    }
}

/// <summary>What a handle is on: which subscription, read into which type, kept for how long after the last release.</summary>
internal sealed record HandleTarget(SubscriptionKey Subscription, Type EntityType, TimeSpan SuspendDelay);
