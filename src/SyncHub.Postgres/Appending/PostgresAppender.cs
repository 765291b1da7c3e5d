using Microsoft.Extensions.Logging;
using Npgsql;
using SyncHub.Postgres.Tables;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Appending;

/// <summary>
/// Sends commits in their order, those that wait together, one transaction after the other, and sends again what was not answered. One loop owns
/// the numbers and the connection.
/// </summary>
internal sealed class PostgresAppender(
    AppendQueue queue, Arrivals arrivals, SessionGate<LogSession> sessions, LogDatabase database, AppendTransaction transaction, PostgresLogOptions options, PostgresLogSeams seams, LogCondition condition, Action<string> doubt, Action look, TimeProvider timers, ILogger logger)
{
    // A bound on what one transaction carries, beyond its first commit.
    private const long MostBytes = 1024 * 1024;

    private readonly Wake _wake = new();
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
            LogSession? session = null;
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
                Abandon();
            }

            // The follower finds out what has changed, and opens another.
            if (session is not null)
            {
                session.End();
                look();
            }

            if (_failures > 0)
            {
                await Task.Delay(Backoff.After(_failures), timers, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // In another epoch, or on the next connection, what was not answered goes first.
    private void Begin(LogSession session)
    {
        if (session.Epoch != _epoch)
        {
            _epoch = session.Epoch;
            _lastAnswered = 0;
            _lastNumber = 0;
        }

        _lastNumber = seams.Guards.HasFlag(PostgresGuards.CommitNumbers) ? _lastAnswered : _lastNumber;
        queue.Rewind();
    }

    private async Task ServeAsync(LogSession session, CancellationToken stopping)
    {
        using var ended = session.Ended.UnsafeRegister(_ => _wake.Set(), null);
        await using var connection = await database.OpenAsync(stopping).ConfigureAwait(false);
        while (!session.Ended.IsCancellationRequested)
        {
            var commits = Gather();
            if (commits.Count > 0)
            {
                if (!await SendAsync(connection, session, commits, stopping).ConfigureAwait(false))
                {
                    return;
                }

                continue;
            }

            // What was refused may have been dropped since: nothing is refused now.
            condition.End(Trouble.Appends);
            await _wake.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    private List<SentCommit> Gather()
    {
        var commits = new List<SentCommit>();
        for (var bytes = 0L; commits.Count < options.CommitsPerTransaction && bytes < MostBytes && queue.TrySend() is { } commit;)
        {
            // Whoever finds the queue full drops it from another thread.
            if (commit.Parts is not { Count: > 0 } parts)
            {
                continue;
            }

            commit.Number = ++_lastNumber;
            commits.Add(new SentCommit(commit, parts, commit.Number));
            bytes += commit.Bytes;
        }

        return commits;
    }

    /// <summary>Sends commits and takes the answer; false where the session has to be opened anew.</summary>
    private async Task<bool> SendAsync(NpgsqlConnection connection, LogSession session, List<SentCommit> commits, CancellationToken stopping)
    {
        switch (await transaction.RunAsync(connection, session.Epoch, commits, stopping).ConfigureAwait(false))
        {
            case AppendOutcome.Appended appended:
                seams.Committed();
                _lastAnswered = commits[^1].Number;
                _failures = 0;
                condition.End(Trouble.Appends);
                for (var index = 0; index < appended.Heads.Count; index++)
                {
                    var (commit, heads) = appended.Heads[index];
                    if (queue.Remove(commit))
                    {
                        arrivals.Add(commit, heads, isKnown: index < appended.Known);
                    }
                }

                look();
                return true;
            case AppendOutcome.Gap gap when gap.LastNumber < _lastAnswered:
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

    private void Abandon()
    {
        if (!seams.Guards.HasFlag(PostgresGuards.Resend))
        {
            foreach (var commit in queue.TakeAll())
            {
                commit.Fail(new IOException("The commit was not answered."));
            }
        }
    }
}
