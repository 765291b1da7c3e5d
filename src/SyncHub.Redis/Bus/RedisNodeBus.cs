using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using SyncHub.Redis.Connection;
using SyncHub.Server.Cluster;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Redis.Bus;

/// <summary>
/// A node bus over one channel of Redis, on a connection of its own. One loop owns the connection: it replaces one on which an answer takes too long,
/// or this node's own messages do not come back. Another hands over what comes.
/// </summary>
internal sealed class RedisNodeBus : INodeBus, IAsyncDisposable
{
    // Of what Redis has not answered yet: hub methods wait for it, but not all that call them need to.
    private const long MostBytesInFlight = 16L * 1024 * 1024;

    // How long a hub method waits at most, once in an outage.
    private static readonly TimeSpan PublishTime = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<RedisLink>> _connect;
    private readonly string _channel;
    private readonly RedisLogOptions _options;
    private readonly TimeProvider _timers;
    private readonly ILogger _logger;
    private readonly RedisGuards _guards;
    private readonly BusInbox _inbox;
    private readonly Wake _look = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _quietTimer;
    private readonly Task _connecting;
    private readonly Task _handingOver;

    // Written under _gate. The receivers are replaced, never changed. The link is there as far as it is believed in: whoever sees it fail takes it away,
    // the loop puts the next one there.
    private Func<NodeMessage, ValueTask>[] _receivers = [];
    private RedisLink? _link;
    private bool _isOutageSaid;
    private TaskCompletionSource _connected = NewSource();

    // Of the loop that connects.
    private Task _closing = Task.CompletedTask;
    private int _failures;

    private long _bytesInFlight;
    private int _isHeard;

    public RedisNodeBus(ConfigurationOptions configuration, RedisLogOptions options, TimeProvider timers, ILogger logger, IMeterFactory? meters, RedisGuards guards = RedisGuards.All)
    {
        _options = options;
        _guards = guards;
        _timers = timers;
        _logger = logger;
        _channel = new RedisKeys(options.Prefix).Bus;
        _connect = stopping => RedisLink.ConnectAsync(configuration, options.ResponseTimeout, timers, _look.Set, stopping);
        var dropped = meters?.Create(RedisMetrics.MeterName).CreateCounter<long>(
            "synchub.redis.bus.dropped", "{message}", "Messages of the node bus that came faster than this node could take them.");
        _inbox = new BusInbox(() => dropped?.Add(1));
        _quietTimer = timers.CreateTimer(_ => _look.Set(), null, options.QuietInterval, options.QuietInterval);
        _connecting = Task.Run(() => ConnectAllAsync(_stopping.Token));
        _handingOver = Task.Run(() => HandOverAllAsync(_stopping.Token));
    }

    public string NodeId { get; } = BusFrame.NewNode();

    /// <summary>Completes when there is a connection.</summary>
    public Task WhenConnectedAsync()
    {
        lock (_gate)
        {
            return _connected.Task;
        }
    }

    public async ValueTask<bool> PublishAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _link) is not { } link)
        {
            return false;
        }

        try
        {
            if (Interlocked.Add(ref _bytesInFlight, message.Length) - message.Length > MostBytesInFlight)
            {
                return false;
            }

            await SendAsync(link, message.Span).WaitAsync(PublishTime, _timers, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it is, the message is lost, and the way out is another connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            GiveUp(link, exception);
            _look.Set();
            return false;
        }
        finally
        {
            Interlocked.Add(ref _bytesInFlight, -message.Length);
        }
    }

    public IDisposable Subscribe(Func<NodeMessage, ValueTask> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);

        // Of its own, so that whoever subscribes twice leaves once.
        ValueTask Receiver(NodeMessage message) => receive(message);
        Func<NodeMessage, ValueTask> receiver = Receiver;
        lock (_gate)
        {
            _receivers = [.. _receivers, receiver];
        }

        return new Subscription(() =>
        {
            lock (_gate)
            {
                _receivers = [.. _receivers.Where(other => !ReferenceEquals(other, receiver))];
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _quietTimer.DisposeAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        await _handingOver.ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<RedisResult> SendAsync(RedisLink link, ReadOnlySpan<byte> payload) => link.ExecuteAsync("PUBLISH", _channel, BusFrame.Write(NodeId, payload));

    private async Task ConnectAllAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            RedisLink? link = null;
            try
            {
                link = await _connect(stopping).ConfigureAwait(false);
                await link.SubscribeAsync(_channel, Receive).ConfigureAwait(false);
                await WatchAsync(link, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // Whatever it is, the way out is another connection.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failures++;
                GiveUp(link, exception);
            }

            if (link is not null)
            {
                // To close one whose other end is silent takes time, which the next one need not wait for.
                _closing = link.DisposeAsync().AsTask();
            }

            await Task.Delay(Backoff.After(_failures), _timers, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate)
        {
            _link = null;
        }

        await _closing.WaitAsync(_options.ResponseTimeout, _timers, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A message of no content goes out with each look; an interval later it, or another of this node's, has to be back.
    private async Task WatchAsync(RedisLink link, CancellationToken stopping)
    {
        await ProbeAsync(link).ConfigureAwait(false);
        Believe(link);
        var probed = _timers.GetTimestamp();
        while (true)
        {
            await _look.WaitAsync(stopping).ConfigureAwait(false);
            if (Volatile.Read(ref _link) != link)
            {
                throw new IOException("A message could not be published.");
            }

            if (Volatile.Read(ref _isHeard) == 1)
            {
                await ProbeAsync(link).ConfigureAwait(false);
                probed = _timers.GetTimestamp();
            }
            else if (_guards.HasFlag(RedisGuards.Probe) && _timers.GetElapsedTime(probed) >= _options.QuietInterval)
            {
                throw new IOException("Redis answers, but this node's own messages do not come back.");
            }
        }
    }

    private async Task ProbeAsync(RedisLink link)
    {
        Volatile.Write(ref _isHeard, 0);
        await SendAsync(link, []).ConfigureAwait(false);
    }

    private void Believe(RedisLink link)
    {
        lock (_gate)
        {
            _link = link;
            _isOutageSaid = false;
            _connected.TrySetResult();
        }

        _failures = 0;
        _logger.BusConnected();
    }

    // Nobody waits for this connection's answers from here on. Null where there has been none yet.
    private void GiveUp(RedisLink? link, Exception reason)
    {
        lock (_gate)
        {
            // Somebody who waited for one that has been replaced meanwhile knows nothing of the next.
            if (_link is { } present && present != link)
            {
                return;
            }

            _link = null;
            _connected = _connected.Task.IsCompleted ? NewSource() : _connected;
            if (_isOutageSaid)
            {
                return;
            }

            _isOutageSaid = true;
        }

        _logger.BusLost(reason.Message, reason);
    }

    private void Receive(byte[] frame)
    {
        if (!BusFrame.TryRead(frame, out var message))
        {
            return;
        }

        if (message.Publisher == NodeId)
        {
            Volatile.Write(ref _isHeard, 1);
        }
        else if (!message.Payload.IsEmpty)
        {
            _inbox.Post(message);
        }
    }

    private async Task HandOverAllAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var message = await _inbox.ReadAsync(stopping).ConfigureAwait(false);
                foreach (var receive in Volatile.Read(ref _receivers))
                {
                    await HandOverAsync(receive, message).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async ValueTask HandOverAsync(Func<NodeMessage, ValueTask> receive, NodeMessage message)
    {
        try
        {
            await receive(message).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The others', and the next message, are not to suffer for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _logger.BusReceiverFailed(exception);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
