using Microsoft.Extensions.Logging;
using Npgsql;
using SyncHub.Postgres.Tables;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Following;

/// <summary>
/// Keeps the mirror in step with the tables: notified of changes, and by looking every now and then. One loop owns the connection and the mirror.
/// </summary>
internal sealed class PostgresFollower(
    MirrorFiller filler, Arrivals arrivals, SessionGate<LogSession> sessions, Demands demands, NewsBoard board, LogDatabase database, LogTables tables, EpochTable epochs, PostgresLogOptions options, PostgresLogSeams seams, LogCondition condition, TimeProvider time, TimeProvider timers, ILogger logger)
{
    private readonly ViewReader _reader = new(tables);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogSession? _session;
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    /// <summary>Completes when the mirror has been filled for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completes when it has next been found out where the log stands; for tests.</summary>
    public Task WhenLookedAsync() => Volatile.Read(ref _looked).Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenAsync(stopping).ConfigureAwait(false);
                await FollowAsync(connection, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // Whatever it is, the way out is another connection.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Lost(exception);
            }

            sessions.Close();
            await Task.Delay(Backoff.After(_failures), timers, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ready.TrySetCanceled(CancellationToken.None);
    }

    private async Task FollowAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        if (options.CreatesTables)
        {
            await database.CreateAsync(connection, stopping).ConfigureAwait(false);
        }

        await epochs.AddModelsAsync(connection, stopping).ConfigureAwait(false);

        // Heard before looked: what comes in between is not missed.
        await using var listener = await Listener.StartAsync(database, tables, board, seams.HearsNews, stopping).ConfigureAwait(false);
        board.Look();
        while (true)
        {
            await listener.CheckAsync().ConfigureAwait(false);
            if (board.Take(filler.Heads))
            {
                await LookAsync(connection, stopping).ConfigureAwait(false);
            }

            await board.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Finds out where the log stands and makes the mirror stand there. Again, where a new epoch has to begin first.</summary>
    private async Task LookAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        while (!await TryLookAsync(connection, stopping).ConfigureAwait(false))
        {
        }

        _failures = 0;
        if (condition.End(Trouble.Connection) | !_ready.Task.IsCompleted)
        {
            logger.Connected(filler.Epoch);
        }

        condition.Ready();
        _ready.TrySetResult();
        Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task<bool> TryLookAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        var (wanted, covers) = demands.Take();
        var view = await _reader.ReadAsync(connection, filler.Epoch, filler.Heads, options.CatchUpChanges, stopping).ConfigureAwait(false);
        if (WhyToBegin(view, wanted) is { } why)
        {
            var began = await epochs.BeginAsync(connection, view.Epoch, time.GetUtcNow(), stopping).ConfigureAwait(false);
            if (began is not null)
            {
                logger.BeganEpoch(began, why);
            }

            // Somebody else's makes up for what was dropped as well: it began after that was asked for.
            demands.Grant(covers);
            return false;
        }

        demands.Settle(view.Epoch!);
        if (view.Epoch == filler.Epoch)
        {
            filler.Add(view);
        }
        else
        {
            ChangeEpoch(view);
        }

        arrivals.Granted(demands.Granted);
        if (_session is not { Ended.IsCancellationRequested: false } session || session.Epoch != view.Epoch)
        {
            _session = new LogSession(view.Epoch!);
            sessions.Open(_session);
        }

        return true;
    }

    private string? WhyToBegin(LogView view, string wanted)
    {
        if (view.Epoch is null)
        {
            return "absent";
        }

        if (view.Heads.Count < filler.Heads.Count)
        {
            return "incomplete";
        }

        if (wanted == Demands.AnyEpoch || wanted == view.Epoch)
        {
            return "asked";
        }

        return seams.Guards.HasFlag(PostgresGuards.LostTail) && filler.Contradicts(view) ? "lost" : null;
    }

    private void ChangeEpoch(LogView view)
    {
        // Appends go on in the new epoch: none is to be sent before the mirror is there.
        sessions.Close();
        var before = filler.IsFilled ? filler.Epoch : null;
        filler.Load(view);
        if (before is not null)
        {
            logger.OtherEpoch(filler.Epoch, before);
        }
    }

    private void Lost(Exception exception)
    {
        _failures++;
        if (condition.Begin(Trouble.Connection, exception.Message))
        {
            logger.ConnectionLost(exception.Message, exception);
        }
    }
}
