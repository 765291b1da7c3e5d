using Microsoft.Extensions.Logging;
using SyncHub.Client.Connection;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;
using SyncHub.Client.Transport;
using SyncHub.Protocol;

namespace SyncHub.Client.Loop;

/// <summary>Does what <see cref="ConnectionReducer"/> decides. Runs on the loop.</summary>
internal sealed class ConnectionDriver
{
    private readonly SyncClientOptions _options;
    private readonly ISyncConnectionFactory _factory;
    private readonly SerialLoop _loop;
    private readonly SubscriptionTable _subscriptions;
    private readonly RetryDelay _retryDelay;
    private readonly IConnectionObserver _observer;
    private readonly ILogger _logger;
    private readonly LoopTimer _delay;
    private readonly List<TaskCompletionSource> _waiting = [];
    private ConnectionState _state = new();
    private Session? _session;

    public ConnectionDriver(
        SyncClientOptions options,
        ISyncConnectionFactory factory,
        SerialLoop loop,
        SubscriptionTable subscriptions,
        RetryDelay retryDelay,
        IConnectionObserver observer,
        ILogger logger)
    {
        _options = options;
        _factory = factory;
        _loop = loop;
        _subscriptions = subscriptions;
        _retryDelay = retryDelay;
        _observer = observer;
        _logger = logger;
        _delay = new LoopTimer(options.TimeProvider, loop, () => Handle(new ConnectionEvent.DelayElapsed()));
    }

    /// <summary>The connections that are closing; never faults.</summary>
    public Task Closing { get; private set; } = Task.CompletedTask;

    public SyncConnectionState Phase => _state.Phase;

    /// <summary>Completes <paramref name="waiting"/> when connected, faults it when given up.</summary>
    public void Connect(TaskCompletionSource waiting)
    {
        _waiting.Add(waiting);
        Handle(new ConnectionEvent.ConnectRequested());
        if (_state.Phase == SyncConnectionState.Connected)
        {
            Settle(null);
        }
        else if (_state.Phase == SyncConnectionState.Closed)
        {
            Abandon();
        }
    }

    /// <summary>The client is going: nobody waits for a connection any longer.</summary>
    public void Abandon() => Settle(new ObjectDisposedException(nameof(SyncClient)));

    public void Handle(ConnectionEvent happened)
    {
        var before = _state;
        var (after, effects) = ConnectionReducer.Reduce(before, happened, _options.MaxReconnectAttempts);
        _state = after;
        if (before.Phase != after.Phase)
        {
            _observer.OnPhase(after.Phase);
        }

        if (before.Phase == SyncConnectionState.GivenUp && after.Phase != SyncConnectionState.GivenUp)
        {
            _subscriptions.Resume();
        }

        foreach (var effect in effects)
        {
            Execute(effect);
        }
    }

    private void Execute(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.Open:
                Open();
                break;
            case ConnectionEffect.Close:
                Close();
                break;
            case ConnectionEffect.StartDelay start:
                var delay = start.After ?? _retryDelay.After(start.Backoff);
                ConnectionLog.Waiting(_logger, start.Attempt, delay, start.Reason.Message);
                _observer.OnReconnectAttempt(start.Attempt, delay, start.Reason);
                _delay.Start(delay);
                break;
            case ConnectionEffect.StopDelay:
                _delay.Stop();
                break;
            case ConnectionEffect.TellConnected:
                ConnectionLog.Connected(_logger);
                _observer.OnConnected();
                Settle(null);
                break;
            case ConnectionEffect.TellDisconnected told:
                ConnectionLog.Disconnected(_logger, told.Reason.Code, told.Reason.Message);
                _observer.OnDisconnected(told.Reason);
                break;
            case ConnectionEffect.TellGivenUp told:
                ConnectionLog.GivenUp(_logger, told.Reason.Code, told.Reason.Message);
                _observer.OnGivenUp(told.Reason);
                _subscriptions.GaveUp(told.Reason);
                Settle(new SyncException(told.Reason));
                break;
        }
    }

    private void Settle(Exception? error)
    {
        foreach (var waiting in _waiting)
        {
            _ = error is null ? waiting.TrySetResult() : waiting.TrySetException(error);
        }

        _waiting.Clear();
    }

    private void Open()
    {
        SyncClientMetrics.ConnectAttempts.Add(1);
        var session = new Session(_loop, _factory, OnReceived, OnClosed);
        _session = session;
        session.Opening = Task.Run(() => OpenAsync(session));
    }

    private async Task OpenAsync(Session session)
    {
        ConnectionEvent outcome;
        HelloResponse? hello = null;
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, session.Ended);
        try
        {
            await session.Connection.StartAsync(either.Token).ConfigureAwait(false);
            hello = await session.Connection.HelloAsync(new HelloRequest { Protocols = [ProtocolVersion.Current] }, either.Token).ConfigureAwait(false);
            outcome = new ConnectionEvent.Opened();
        }
        catch (SyncException exception)
        {
            outcome = new ConnectionEvent.OpenFailed(exception.Error, exception.Error.Code == SyncErrorCodes.UnsupportedProtocol);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            outcome = new ConnectionEvent.OpenFailed(ConnectFailed($"The server did not answer within ConnectTimeout ({_options.ConnectTimeout:c})."));
        }
#pragma warning disable CA1031 // Whatever keeps a connection from opening, another attempt follows.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            outcome = new ConnectionEvent.OpenFailed(ConnectFailed($"The connection could not be made: {exception.Message}"));
        }

        _loop.Post(() => OnOpened(session, outcome, hello));
    }

    private void OnOpened(Session session, ConnectionEvent outcome, HelloResponse? hello)
    {
        if (session != _session)
        {
            return;
        }

        Handle(outcome);
        if (_state.Phase == SyncConnectionState.Connected)
        {
            _subscriptions.Opened(session, hello);
        }
    }

    private void OnReceived(Session session, object record)
    {
        if (session != _session)
        {
            return;
        }

        if (record is Closing closing)
        {
            Handle(new ConnectionEvent.ServerCloses(closing));
        }
        else
        {
            _subscriptions.Receive(record);
        }
    }

    private void OnClosed(Session session, Exception? error)
    {
        if (session == _session)
        {
            Handle(new ConnectionEvent.Lost(new SyncError(
                SyncClientErrorCodes.ConnectionLost,
                error is null ? "The server closed the connection." : $"The connection broke: {error.Message}",
                Retryable: true)));
        }
    }

    private void Close()
    {
        if (_session is { } session)
        {
            _session = null;
            _subscriptions.Lost();
            Closing = Task.WhenAll(Closing, Task.Run(() => CloseAsync(session)));
        }
    }

    private async Task CloseAsync(Session session)
    {
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The connection is given up either way.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ConnectionLog.CloseFailed(_logger, exception);
        }
    }

    private static SyncError ConnectFailed(string message) => new(SyncClientErrorCodes.ConnectFailed, message, Retryable: true);
}
