using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Dispatch;

/// <summary>
/// Runs the application's event handlers, one at a time and in order, apart from everything that they could hold up.
/// Those who post keep the queue short: a handle folds what it has not delivered yet (see <c>LiveEntity</c>), the client's own events
/// are limited by <see cref="PostEvent"/>.
/// </summary>
internal sealed class CallbackDispatcher
{
    private const int MaxPendingEvents = 1_024;

    private readonly Channel<Callback> _queue = Channel.CreateUnbounded<Callback>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SynchronizationContext? _context;
    private readonly ILogger _logger;
    private readonly Action<CallbackFailed> _failed;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private int _pendingEvents;
    private int _callbackThread;

    public CallbackDispatcher(SynchronizationContext? context, ILogger logger, Action<CallbackFailed> failed)
    {
        _context = context;
        _logger = logger;
        _failed = failed;
        _running = Task.Run(RunAsync);
    }

    public void Post(string name, Action callback) => _queue.Writer.TryWrite(new Callback(name, callback, IsEvent: false));

    /// <summary>Posts one of the client's own events; drops it, and says so in the log, when 1,024 wait already.</summary>
    public void PostEvent(string name, Action callback)
    {
        if (Interlocked.Increment(ref _pendingEvents) > MaxPendingEvents)
        {
            Interlocked.Decrement(ref _pendingEvents);
            DispatchLog.EventDropped(_logger, name, MaxPendingEvents);
            return;
        }

        _queue.Writer.TryWrite(new Callback(name, callback, IsEvent: true));
    }

    /// <summary>Calls every handler of an event, whatever the others throw.</summary>
    public void Raise<THandler>(string name, THandler? handlers, Action<THandler> call)
        where THandler : Delegate
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            RunContained(name, () => call(handler));
        }
    }

    /// <summary>Whether the present thread runs a handler.</summary>
    public bool IsCallback => Volatile.Read(ref _callbackThread) == Environment.CurrentManagedThreadId;

    /// <summary>Drops what waits; returns when no handler runs any more, or at once when that is not to be waited for.</summary>
    public Task EndAsync(bool waitForHandlers)
    {
        _queue.Writer.TryComplete();
        _disposed.TrySetResult();
        return waitForHandlers ? _running : Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        await foreach (var callback in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_disposed.Task.IsCompleted)
            {
                return;
            }

            if (callback.IsEvent)
            {
                Interlocked.Decrement(ref _pendingEvents);
            }

            if (_context is null)
            {
                RunContained(callback.Name, callback.Run);
            }
            else
            {
                await RunInContextAsync(_context, callback).ConfigureAwait(false);
            }
        }
    }

    private async Task RunInContextAsync(SynchronizationContext context, Callback callback)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            context.Post(
                _ =>
                {
                    if (!_disposed.Task.IsCompleted)
                    {
                        RunContained(callback.Name, callback.Run);
                    }

                    done.SetResult();
                },
                null);
        }
#pragma warning disable CA1031 // A context that is shut down throws what it likes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DispatchLog.CallbackThrew(_logger, exception, callback.Name);
            return;
        }

        await Task.WhenAny(done.Task, _disposed.Task).ConfigureAwait(false);
    }

    private void RunContained(string name, Action run)
    {
        Volatile.Write(ref _callbackThread, Environment.CurrentManagedThreadId);
        try
        {
            run();
        }
#pragma warning disable CA1031 // The application's code; whatever it throws is reported.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DispatchLog.CallbackThrew(_logger, exception, name);
            Report(new CallbackFailed(name, exception));
        }
        finally
        {
            Volatile.Write(ref _callbackThread, 0);
        }
    }

    private void Report(CallbackFailed failed)
    {
        try
        {
            _failed(failed);
        }
#pragma warning disable CA1031 // The handler of failures failed as well; there is only the log left.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DispatchLog.CallbackThrew(_logger, exception, nameof(CallbackFailed));
        }
    }

    private readonly record struct Callback(string Name, Action Run, bool IsEvent);
}
