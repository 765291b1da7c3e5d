using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using SyncHub.Redis.Scripts;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;
using SyncHub.Server.Model;

namespace SyncHub.Redis.Appending;

/// <summary>
/// Sends commits in their order, several before the first is answered, and sends again from the first that was not. One loop owns the numbers
/// and what is on its way.
/// </summary>
internal sealed class RedisAppender(
    AppendQueue queue,
    Arrivals arrivals,
    SessionGate<RedisSession> sessions,
    RedisKeys keys,
    string node,
    IReadOnlyDictionary<string, ChangeRetention> retentions,
    RedisLogOptions options,
    RedisGuards guards,
    LogCondition condition,
    Action<string> doubt,
    Action look,
    TimeProvider time,
    TimeProvider timers,
    ILogger logger)
{
    private readonly Wake _wake = new();
    private readonly Queue<(PendingCommit Commit, Task<RedisResult> Answer)> _onTheWay = [];
    private string? _epoch;
    private long _lastNumber;
    private long _lastAnswered;
    private int _failures;

    /// <summary>There is something to send.</summary>
    public void Wake() => _wake.Set();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            RedisSession? session = null;
            try
            {
                session = await sessions.WaitAsync(stopping).ConfigureAwait(false);
                Begin(session);
                await ServeAsync(session, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is: the commits are there still, and numbers keep those that arrived from being appended again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Refused(exception.Message, exception);
            }

            // The follower finds out what has changed, and opens another.
            if (session is not null)
            {
                session.End();
                look();
            }

            Abandon();
            if (_failures > 0)
            {
                await Task.Delay(Backoff.After(_failures), timers, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // In another epoch, or on the next connection, what was not answered goes first.
    private void Begin(RedisSession session)
    {
        if (session.Epoch != _epoch)
        {
            _epoch = session.Epoch;
            _lastAnswered = 0;
        }

        _lastNumber = _lastAnswered;
        queue.Rewind();
    }

    private async Task ServeAsync(RedisSession session, CancellationToken stopping)
    {
        using var ended = session.Ended.UnsafeRegister(_ => _wake.Set(), null);
        while (!session.Ended.IsCancellationRequested)
        {
            Send(session);
            while (_onTheWay.TryPeek(out var first) && first.Answer.IsCompleted && !session.Ended.IsCancellationRequested)
            {
                if (!Take(first.Commit, await first.Answer.ConfigureAwait(false), session))
                {
                    return;
                }

                _onTheWay.Dequeue();
                Send(session);
            }

            if (_onTheWay.Count == 0)
            {
                // What was refused may have been dropped since: nothing is refused now.
                condition.End(Trouble.Appends);
            }

            await _wake.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    private void Send(RedisSession session)
    {
        while (_onTheWay.Count < options.CommitsInFlight && queue.TrySend() is { } commit)
        {
            // Whoever finds the queue full drops it from another thread.
            var parts = commit.Parts;
            if (parts.Count == 0)
            {
                continue;
            }

            commit.Number = ++_lastNumber;
            var arguments = AppendScript.Arguments(session, keys, node, commit.Number, parts, retentions, time.GetUtcNow(), options, guards);
            var answer = session.Link.SendAsync(AppendScript.Text, arguments);
            _onTheWay.Enqueue((commit, answer));
            _ = answer.ContinueWith(
                static (done, wake) =>
                {
                    _ = done.Exception;
                    ((Wake)wake!).Set();
                },
                _wake,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>Takes an answer; false where the session has to be opened anew.</summary>
    private bool Take(PendingCommit commit, RedisResult result, RedisSession session)
    {
        var answer = AppendScript.Read(result, session, commit.Models);
        switch (answer.Outcome)
        {
            case AppendOutcome.Appended or AppendOutcome.Known:
                _lastAnswered = commit.Number;
                _failures = 0;
                condition.End(Trouble.Appends);
                if (queue.Remove(commit))
                {
                    arrivals.Add(commit, answer.Heads, answer.Outcome == AppendOutcome.Known);
                }

                return true;
            case AppendOutcome.Gap when answer.LastNumber < _lastAnswered:
                // It was answered once, and is no more.
                doubt(session.Epoch);
                return false;
            case AppendOutcome.Gap:
                Refused("An earlier change did not arrive.", exception: null);
                return false;
            default:
                return false;
        }
    }

    private void Refused(string reason, Exception? exception)
    {
        _failures++;
        if (condition.Begin(Trouble.Appends, reason))
        {
            logger.AppendsRefused(reason, exception);
        }
    }

    // Their connection may be gone with the answers; nobody has to wait for them, since numbers tell what arrived.
    private void Abandon()
    {
        if (_onTheWay.Count > 0 && !guards.HasFlag(RedisGuards.Resend))
        {
            foreach (var commit in queue.TakeAll())
            {
                commit.Fail(new IOException("The commit was not answered."));
            }
        }

        _onTheWay.Clear();
    }
}
