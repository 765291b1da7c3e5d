using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Fanout;

/// <summary>What became of an item that was appended.</summary>
[Flags]
internal enum AppendResult
{
    /// <summary>Queued; somebody is draining already.</summary>
    None = 0,

    /// <summary>Queued; the caller must call <see cref="Outbox.Drain"/>.</summary>
    MustDrain = 1,

    /// <summary>More than the bound is queued, but the connection still moves.</summary>
    Lagging = 2,

    /// <summary>Queued pushes were dropped; the groups are in the caller's list.</summary>
    Overflow = 4,

    /// <summary>The application's own messages exceed the bound: the connection must be closed. Reported once; from then on only answers are taken.</summary>
    ApplicationOverflow = 8,
}

/// <summary>
/// What one connection has yet to be written, in order and bounded in bytes. Anybody may append; one drainer at a time writes.
/// It never makes an appender wait.
/// </summary>
internal sealed class Outbox(HubConnectionContext connection, OutboxLimits limits, TimeProvider time)
{
    // Merged frames break stateful reconnect: the server would count one message where the client counts many.
    private readonly bool _writesSingly = CountsMessages(connection);
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Queue<OutboxItem> _items = new();
    private long _bytes;
    private bool _draining;
    private bool _closed;
    private bool _applicationOverflown;
    private bool _waitedFor;
    private long? _blockedSince;
    private TaskCompletionSource? _roomWaiter;
    private TaskCompletionSource? _readingWaiter;
    private RecoveryGate? _recovery;

    /// <summary>The bytes queued at this moment.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Queues an item. Where pushes had to be dropped, their groups are added to <paramref name="dropped"/>.</summary>
    public AppendResult Append(in OutboxItem item, List<FanoutGroup> dropped)
    {
        lock (_gate)
        {
            if (_closed)
            {
                item.Marker?.TrySetResult();
                return AppendResult.None;
            }

            var result = AppendResult.None;
            if (item.Kind is not (OutboxItemKind.Answer or OutboxItemKind.Marker) && !TryAdmit_NeedsLock(item, dropped, ref result))
            {
                return result;
            }

            _items.Enqueue(item);
            _bytes += item.Bytes;
            if (!_draining)
            {
                _draining = true;
                result |= AppendResult.MustDrain;
            }

            return result;
        }
    }

    /// <summary>Writes what is queued until it is empty or the connection makes it wait; then goes on by itself. Never throws.</summary>
    public void Drain()
    {
        while (TryTake(out var item))
        {
            if (item.Marker is { } marker)
            {
                marker.TrySetResult();
                continue;
            }

            var write = WriteAsync(item.Block!);
            if (!write.IsCompletedSuccessfully)
            {
                _ = ContinueAfterAsync(write);
                return;
            }

            write.GetAwaiter().GetResult();
        }
    }

    /// <summary>Removes the queued pushes of a group.</summary>
    public void Purge(FanoutGroup group)
    {
        lock (_gate)
        {
            Remove_NeedsLock(item => item.Kind == OutboxItemKind.Push && item.Group == group);
        }
    }

    /// <summary>Completes when at most half of the bound is queued, or the connection has ended.</summary>
    public Task WhenRoomAsync()
    {
        lock (_gate)
        {
            return _closed || HasRoom_NeedsLock ? Task.CompletedTask : (_roomWaiter ??= NewWaiter()).Task;
        }
    }

    /// <summary>
    /// Completes when the connection has taken its pending write and at most half of the bound is queued; at once if no write is pending.
    /// A connection that reads, however slowly, gets there under steady traffic too.
    /// </summary>
    public Task WhenReadingAsync()
    {
        lock (_gate)
        {
            return _closed || !_draining ? Task.CompletedTask : (_readingWaiter ??= NewWaiter()).Task;
        }
    }

    /// <summary>Signals the gate once this outbox has room again; at once if it has.</summary>
    public void SignalWhenRecovered(RecoveryGate gate)
    {
        lock (_gate)
        {
            if (!_closed && !HasRoom_NeedsLock)
            {
                _recovery = gate;
                return;
            }
        }

        gate.Signal();
    }

    /// <summary>The fan-out has waited for this outbox long enough: until it has room again, it drops the pushes it cannot take.</summary>
    public void StopWaiting()
    {
        lock (_gate)
        {
            _waitedFor = !HasRoom_NeedsLock;
        }
    }

    /// <summary>Drops everything: the connection has ended. Markers and waiters complete.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var item in _items)
            {
                item.Marker?.TrySetResult();
            }

            _items.Clear();
            _bytes = 0;
            Wake_NeedsLock();
        }
    }

    private bool HasRoom_NeedsLock => _bytes <= limits.Bytes / 2;

    private static bool CountsMessages(HubConnectionContext connection)
    {
#pragma warning disable CA2252 // The feature is a preview API, but its presence is a fact of the connection.
        return connection.Features.Get<IStatefulReconnectFeature>() is not null;
#pragma warning restore CA2252
    }

    private static TaskCompletionSource NewWaiter() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Whether the item may be queued, if need be in place of pushes that wait.
    private bool TryAdmit_NeedsLock(in OutboxItem item, List<FanoutGroup> dropped, ref AppendResult result)
    {
        if (_applicationOverflown)
        {
            return false;
        }

        if (_bytes + item.Bytes <= limits.Bytes)
        {
            return true;
        }

        if (!IsTooSlow_NeedsLock(item))
        {
            result |= _waitedFor ? AppendResult.None : AppendResult.Lagging;
            return true;
        }

        DropPushes_NeedsLock(dropped);
        if (item.Kind == OutboxItemKind.Push)
        {
            dropped.Add(item.Group!);
        }

        if (dropped.Count > 0)
        {
            result |= AppendResult.Overflow;
        }

        if (item.Kind != OutboxItemKind.Application)
        {
            return false;
        }

        _applicationOverflown = _bytes + item.Bytes > limits.Bytes;
        result |= _applicationOverflown ? AppendResult.ApplicationOverflow : AppendResult.None;
        return !_applicationOverflown;
    }

    // One message on its own may be larger than any bound. That the fan-out will not wait again costs pushes, which can be made good,
    // but it is no reason yet to close the connection.
    private bool IsTooSlow_NeedsLock(in OutboxItem item) =>
        (_bytes > 0 && _bytes + item.Bytes > limits.HardCap)
        || (_waitedFor && item.Kind != OutboxItemKind.Application)
        || (_blockedSince is { } since && time.GetElapsedTime(since) >= limits.SlowWrite);

    private void DropPushes_NeedsLock(List<FanoutGroup> dropped)
    {
        foreach (var item in _items)
        {
            if (item is { Kind: OutboxItemKind.Push, Group: { } group } && !dropped.Contains(group))
            {
                dropped.Add(group);
            }
        }

        Remove_NeedsLock(item => item.Kind is OutboxItemKind.Push or OutboxItemKind.Position);
    }

    private void Remove_NeedsLock(Predicate<OutboxItem> condition)
    {
        for (var left = _items.Count; left > 0; left--)
        {
            var item = _items.Dequeue();
            if (condition(item))
            {
                _bytes -= item.Bytes;
            }
            else
            {
                _items.Enqueue(item);
            }
        }
    }

    private bool TryTake(out OutboxItem item)
    {
        lock (_gate)
        {
            var taken = _items.TryDequeue(out item);
            if (taken)
            {
                _bytes -= item.Bytes;
            }
            else
            {
                _draining = false;
            }

            Wake_NeedsLock();
            return taken;
        }
    }

    // Waiters run their continuations elsewhere, so completing them under the lock calls nobody.
    private void Wake_NeedsLock()
    {
        if (_closed || HasRoom_NeedsLock)
        {
            _waitedFor = false;
            _readingWaiter?.TrySetResult();
            _readingWaiter = null;
            _roomWaiter?.TrySetResult();
            _roomWaiter = null;
            _recovery?.Signal();
            _recovery = null;
        }
    }

    private ValueTask WriteAsync(FanoutBlock block)
    {
        try
        {
            var encoded = block.For(connection.Protocol);
            return _writesSingly ? WriteSinglyAsync(encoded) : connection.WriteAsync(encoded.Whole);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    private async ValueTask WriteSinglyAsync(EncodedBlock block)
    {
        foreach (var message in block.Messages)
        {
            await connection.WriteAsync(message).ConfigureAwait(false);
        }
    }

    private async Task ContinueAfterAsync(ValueTask write)
    {
        lock (_gate)
        {
            _blockedSince = time.GetTimestamp();
        }

        try
        {
            await write.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // SignalR itself aborts what it cannot write to; after anything else the connection would stay open, but silent.
            Close();
            connection.Abort();
        }

        lock (_gate)
        {
            _blockedSince = null;
        }

        Drain();
    }
}
