using Microsoft.Extensions.Logging;
using SyncHub.Client.Connection;
using SyncHub.Client.SignIn;
using SyncHub.Client.Stores;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;
using SyncHub.Client.Transport;
using SyncHub.Protocol;

namespace SyncHub.Client.Loop;

/// <summary>Does what <see cref="ConnectionReducer"/> decides. Runs on the loop.</summary>
internal sealed class ConnectionDriver : ISignInObserver
{
    private readonly SyncClientOptions _options;
    private readonly ISyncConnectionFactory _factory;
    private readonly SerialLoop _loop;
    private readonly SubscriptionTable _subscriptions;
    private readonly RetryDelay _retryDelay;
    private readonly IConnectionObserver _observer;
    private readonly SyncClientMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LoopTimer _delay;
    private readonly SecretSender _secrets;
    private readonly SignInDriver _signIn;
    private readonly List<TaskCompletionSource<Session>> _waiting = [];
    private ConnectionState _state = new();
    private Session? _session;
    private bool _hasConnected;

    public ConnectionDriver(
        SyncClientOptions options,
        ISyncConnectionFactory factory,
        SerialLoop loop,
        SubscriptionTable subscriptions,
        RetryDelay retryDelay,
        IConnectionObserver observer,
        SyncClientMetrics metrics,
        ILogger logger)
    {
        _options = options;
        _factory = factory;
        _loop = loop;
        _subscriptions = subscriptions;
        _retryDelay = retryDelay;
        _observer = observer;
        _metrics = metrics;
        _logger = logger;
        _secrets = new SecretSender(options, subscriptions.AskUser);
        _signIn = new SignInDriver(options.TimeProvider, loop, _secrets, retryDelay, this, logger);
        _delay = new LoopTimer(options.TimeProvider, loop, () => Handle(new ConnectionEvent.DelayElapsed()));
    }

    /// <summary>The connections that are closing; never faults.</summary>
    public Task Closing { get; private set; } = Task.CompletedTask;

    public SyncConnectionState Phase => _state.Phase;

    /// <summary>Connects now. Completes <paramref name="waiting"/> when connected, faults it when given up.</summary>
    public void Connect(TaskCompletionSource<Session> waiting) => Wait(waiting, new ConnectionEvent.ConnectRequested());

    /// <summary>Completes <paramref name="waiting"/> when connected, whenever that is; faults it when given up.</summary>
    public void AwaitConnection(TaskCompletionSource<Session> waiting) => Wait(waiting, new ConnectionEvent.Demanded());

    /// <summary>Signs in anew, on a connection that is made where there is none; <paramref name="waiting"/> hears whether that was accepted.</summary>
    public void SignIn(TaskCompletionSource<bool> waiting)
    {
        _signIn.Request(waiting);
        Handle(new ConnectionEvent.ConnectRequested());
        if (_state.Phase == SyncConnectionState.Closed)
        {
            Abandon();
        }
    }

    /// <summary>The client is going: nobody waits for a connection any longer.</summary>
    public void Abandon()
    {
        var reason = new ObjectDisposedException(nameof(SyncClient));
        Settle(reason);
        _signIn.Abandon(reason);
    }

    public void Handle(ConnectionEvent happened)
    {
        var before = _state;
        var (after, effects) = ConnectionReducer.Reduce(before, happened, _options.MaxReconnectAttempts);
        _state = after;
        if (before.Phase != after.Phase)
        {
            _metrics.PhaseChanged(before.Phase, after.Phase);
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

    void ISignInObserver.OnSignedIn(CacheIdentity? user) => _subscriptions.SignedIn(user);

    void ISignInObserver.OnSignedOut() => Handle(new ConnectionEvent.SignedOut());

    void ISignInObserver.OnSignInFailed(SyncError reason) => _observer.OnSignInFailed(reason);

    private void Wait(TaskCompletionSource<Session> waiting, ConnectionEvent wish)
    {
        // Those who have stopped waiting do not pile up while there is no connection.
        _waiting.RemoveAll(left => left.Task.IsCompleted);
        _waiting.Add(waiting);
        Handle(wish);
        switch (_state.Phase)
        {
            case SyncConnectionState.Connected:
                Settle(null);
                break;
            case SyncConnectionState.GivenUp:
                Settle(new SyncException(_state.Reason!));
                break;
            case SyncConnectionState.Closed:
                Abandon();
                break;
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
                if (_hasConnected)
                {
                    _metrics.Reconnected();
                }

                _hasConnected = true;
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
                _signIn.Abandon(new SyncException(told.Reason));
                break;
        }
    }

    private void Settle(Exception? error)
    {
        foreach (var waiting in _waiting)
        {
            _ = error is null ? waiting.TrySetResult(_session!) : waiting.TrySetException(error);
        }

        _waiting.Clear();
    }

    private void Open()
    {
        _metrics.ConnectAttempted();
        _signIn.Opening();
        Session session;
        try
        {
            session = new Session(_loop, _factory, OnReceived, OnClosed);
        }
#pragma warning disable CA1031 // A builder of the application's that lacks something; trying again would not add it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = new SyncError(SyncClientErrorCodes.ConnectFailed, $"The connection could not be built: {exception.Message}");
            Handle(new ConnectionEvent.OpenFailed(reason, IsFinal: true));
            return;
        }

        _session = session;
        session.Opening = Task.Run(() => OpenAsync(session));
    }

    private async Task OpenAsync(Session session)
    {
        using var activity = SyncClientActivities.Start(SyncClientActivities.Connect);
        var opened = await TryOpenAsync(session).ConfigureAwait(false);
        if (opened.Outcome is ConnectionEvent.OpenFailed failed)
        {
            activity?.Fail(failed.Reason.Code, failed.Reason.Message);
        }

        _loop.Post(() => OnOpened(session, opened));
    }

    private async Task<Opening> TryOpenAsync(Session session)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, session.Ended);
        try
        {
            var user = _subscriptions.AskUser();
            await session.Connection.StartAsync(either.Token).ConfigureAwait(false);
            var greeting = new HelloRequest { Protocols = [ProtocolVersion.Current] };
            var hello = await session.Connection.HelloAsync(greeting, either.Token).ConfigureAwait(false);
            var signIn = await _secrets.SendAsync(session, either.Token).ConfigureAwait(false);
            return new Opening(new ConnectionEvent.Opened(), hello, signIn, user == _subscriptions.AskUser() ? user : null);
        }
        catch (SyncException exception)
        {
            return new Opening(new ConnectionEvent.OpenFailed(exception.Error, exception.Error.Code == SyncErrorCodes.UnsupportedProtocol));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new Opening(ConnectFailed($"The connection was not made, greeted and signed in within ConnectTimeout ({_options.ConnectTimeout:c})."));
        }
#pragma warning disable CA1031 // Whatever keeps a connection from opening, another attempt follows.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Opening(ConnectFailed($"The connection could not be made: {exception.Message}"));
        }
    }

    private void OnOpened(Session session, Opening opened)
    {
        if (session != _session)
        {
            return;
        }

        // Before anybody hears of the connection.
        session.ReceiveBytes = opened.Hello?.Limits is { ReceiveBytes: > 0 and var bytes } ? bytes : Session.DefaultReceiveBytes;
        Handle(opened.Outcome);
        if (_state.Phase == SyncConnectionState.Connected)
        {
            _signIn.Opened(session, opened.SignIn!);
            _subscriptions.Opened(session, opened.Hello, opened.User);
        }
    }

    private void OnReceived(Session session, object record)
    {
        if (session != _session)
        {
            return;
        }

        switch (record)
        {
            case Closing closing:
                Handle(new ConnectionEvent.ServerCloses(closing));
                break;
            case IncomingMessage message:
                _observer.OnMessage(message.Payload);
                break;
            default:
                _subscriptions.Receive(record);
                break;
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
            _signIn.Lost();
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

    private static ConnectionEvent.OpenFailed ConnectFailed(string message) =>
        new(new SyncError(SyncClientErrorCodes.ConnectFailed, message, Retryable: true));

    /// <summary>What became of an attempt; greeting, sign-in and, where that stayed the same, the application's user where it succeeded.</summary>
    private sealed record Opening(ConnectionEvent Outcome, HelloResponse? Hello = null, SignInOutcome? SignIn = null, CacheIdentity? User = null);
}
