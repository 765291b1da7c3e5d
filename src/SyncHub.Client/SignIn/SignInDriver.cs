using Microsoft.Extensions.Logging;
using SyncHub.Client.Connection;
using SyncHub.Client.Loop;

namespace SyncHub.Client.SignIn;

/// <summary>
/// Keeps the connection signed in: renews a grant before it ends, and signs in anew on demand. The first sign-in belongs to the attempt to
/// connect, which reports what became of it. Runs on the loop.
/// </summary>
internal sealed class SignInDriver
{
    private readonly TimeProvider _time;
    private readonly SerialLoop _loop;
    private readonly SecretSender _sender;
    private readonly RetryDelay _retryDelay;
    private readonly ISignInObserver _observer;
    private readonly ILogger _logger;
    private readonly LoopTimer _renewal;

    // Who waits for a sign-in that has yet to begin, and who for the one under way.
    private List<Waiter> _waiting = [];
    private List<Waiter> _served = [];
    private Session? _session;
    private long _attempts;
    private bool _isRunning;
    private bool _isSignedIn;
    private DateTimeOffset? _expiresAt;
    private int _failures;

    public SignInDriver(TimeProvider time, SerialLoop loop, SecretSender sender, RetryDelay retryDelay, ISignInObserver observer, ILogger logger)
    {
        _time = time;
        _loop = loop;
        _sender = sender;
        _retryDelay = retryDelay;
        _observer = observer;
        _logger = logger;
        _renewal = new LoopTimer(time, loop, Run);
    }

    /// <summary>An attempt to connect begins: it asks for the secret on its own.</summary>
    public void Opening() => _attempts++;

    /// <summary>A connection is there, and the attempt's own sign-in has come to this.</summary>
    public void Opened(Session session, SignInOutcome outcome)
    {
        _session = session;

        // Whoever asked while the attempt was under way may have had another secret in mind than the one it took.
        _served = _waiting.FindAll(waiter => waiter.Attempt < _attempts);
        _waiting.RemoveAll(waiter => waiter.Attempt < _attempts);
        Settle(outcome);
        RunAgain();
    }

    /// <summary>The connection is gone. Those who wait are served by the next one.</summary>
    public void Lost()
    {
        _renewal.Stop();
        _waiting.AddRange(_served.Select(waiter => waiter with { Attempt = _attempts }));
        _served = [];
        (_session, _isRunning, _isSignedIn, _expiresAt, _failures) = (null, false, false, null, 0);
    }

    /// <summary>Signs in anew as soon as there is a connection, with the secret as it is from now on.</summary>
    public void Request(TaskCompletionSource<bool> done)
    {
        _waiting.RemoveAll(left => left.Done.Task.IsCompleted);
        _waiting.Add(new Waiter(done, _attempts));
        RunAgain();
    }

    /// <summary>No connection is coming.</summary>
    public void Abandon(Exception reason)
    {
        foreach (var waiter in _waiting.Concat(_served))
        {
            waiter.Done.TrySetException(reason);
        }

        (_waiting, _served) = ([], []);
    }

    private void RunAgain()
    {
        if (_session is not null && !_isRunning && _waiting.Count > 0)
        {
            Run();
        }
    }

    private void Run()
    {
        if (_session is not { } session || _isRunning)
        {
            return;
        }

        _renewal.Stop();
        _isRunning = true;
        (_served, _waiting) = (_waiting, []);
        session.SigningIn = Task.Run(async () =>
        {
            var outcome = await _sender.TrySendAsync(session).ConfigureAwait(false);
            _loop.Post(() => OnRun(session, outcome));
        });
    }

    private void OnRun(Session session, SignInOutcome outcome)
    {
        if (session != _session)
        {
            return;
        }

        _isRunning = false;
        var isSignedOut = outcome is SignInOutcome.Anonymous && _isSignedIn && _served.Count > 0;
        Settle(outcome);
        if (outcome is SignInOutcome.Accepted { User: var user })
        {
            _observer.OnSignedIn(user);
        }
        else if (isSignedOut)
        {
            // The wire has no word for it; a new connection is nobody's.
            _observer.OnSignedOut();
        }

        RunAgain();
    }

    private void Settle(SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.Accepted accepted:
                SignInLog.SignedIn(_logger, accepted.ExpiresAt);
                (_isSignedIn, _expiresAt) = (true, accepted.ExpiresAt);
                Schedule();
                break;
            case SignInOutcome.Refused:
                _expiresAt = null;
                Report(new SyncError(SyncErrorCodes.Unauthenticated, "The server refused the secret; check what SecretFactory gives, then call SignInAsync."));
                break;
            case SignInOutcome.Failed failed:
                Report(failed.Reason with { Retryable = TryScheduleAgain() });
                break;
        }

        var served = _served;
        _served = [];
        foreach (var waiter in served)
        {
            _ = outcome is SignInOutcome.Failed failed
                ? waiter.Done.TrySetException(new SyncException(failed.Reason))
                : waiter.Done.TrySetResult(outcome is SignInOutcome.Accepted);
        }
    }

    private void Schedule()
    {
        if (_expiresAt is not { } expiresAt)
        {
            _failures = 0;
        }
        else if (RenewalSchedule.After(expiresAt - _time.GetUtcNow()) is { } wait)
        {
            _failures = 0;
            _renewal.Start(wait);
        }
        else
        {
            // Ever more slowly, or a wrong clock would have the server asked without a pause.
            var delay = _retryDelay.After(++_failures);
            SignInLog.ClocksDisagree(_logger, expiresAt, delay);
            _renewal.Start(delay);
        }
    }

    /// <summary>False where nothing is left to renew: what follows is the server's to say.</summary>
    private bool TryScheduleAgain()
    {
        if (_expiresAt is { } expiresAt && RenewalSchedule.AfterFailure(expiresAt - _time.GetUtcNow(), _retryDelay.After(++_failures)) is { } wait)
        {
            _renewal.Start(wait);
            return true;
        }

        return false;
    }

    private void Report(SyncError reason)
    {
        SignInLog.SignInFailed(_logger, reason.Code, reason.Message);
        _observer.OnSignInFailed(reason);
    }

    /// <summary>Somebody who waits; <paramref name="Attempt"/> is the last attempt to connect that had begun by then.</summary>
    private sealed record Waiter(TaskCompletionSource<bool> Done, long Attempt);
}
