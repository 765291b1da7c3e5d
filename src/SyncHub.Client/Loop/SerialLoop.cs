using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Loop;

/// <summary>
/// The single owner of a client's connection and subscriptions: whatever happens is posted here and runs one after the other.
/// What the server sends waits for one of <see cref="InboundCapacity"/> places. That bounds what waits here; a HubConnection has a queue of
/// its own before its handlers, which SignalR does not bound, but no code of the application's runs on this loop that could let it grow.
/// Everything else needs no bound of its own: a handle posts twice in its life, a timer once per start, a session a few times, the local store once per subscription and change of user.
/// </summary>
internal sealed class SerialLoop : IAsyncDisposable
{
    private const int InboundCapacity = 1_024;

    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _inboundPlaces = new(InboundCapacity);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ILogger _logger;
    private readonly Task _running;

    public SerialLoop(ILogger logger)
    {
        _logger = logger;

        // The loop lives on after whatever the client was made in: that activity, request or user must not stick to it.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _running = Task.Run(RunAsync);
        }
    }

    /// <summary>False when the loop has ended; the work will not run.</summary>
    public bool Post(Action work) => _work.Writer.TryWrite(work);

    /// <summary>Runs work and returns when it has run.</summary>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        PostOrThrow(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
#pragma warning disable CA1031 // The caller waits for it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <summary>Begins something on the loop that completes its source later, and waits for that; cancelled, it waits no longer.</summary>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public async Task<TResult> RunAsync<TResult>(Action<TaskCompletionSource<TResult>> begin, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        PostOrThrow(() => begin(done));
        using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<TResult>)state!).TrySetCanceled(token), done))
        {
            return await done.Task.ConfigureAwait(false);
        }
    }

    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public void PostOrThrow(Action work) => ObjectDisposedException.ThrowIf(!Post(work), typeof(SyncClient));

    /// <summary>Posts what came from the server, as soon as there is room; drops it when the loop has ended.</summary>
    public ValueTask PostInboundAsync(Action work) =>
        _inboundPlaces.Wait(0) ? PostInbound(work) : WaitAndPostInboundAsync(work);

    /// <summary>Runs what has been posted so far, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _running.ConfigureAwait(false);
        await _stopped.CancelAsync().ConfigureAwait(false);
    }

    private async ValueTask WaitAndPostInboundAsync(Action work)
    {
        try
        {
            await _inboundPlaces.WaitAsync(_stopped.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await PostInbound(work).ConfigureAwait(false);
    }

    private ValueTask PostInbound(Action work)
    {
        Post(() =>
        {
            _inboundPlaces.Release();
            work();
        });
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // One bad message must not end the client.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LoopLog.WorkFailed(_logger, exception);
            }
        }
    }
}
