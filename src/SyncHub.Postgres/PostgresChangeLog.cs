using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Postgres.Appending;
using SyncHub.Postgres.Following;
using SyncHub.Postgres.Tables;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;
using SyncHub.Server.Model;

namespace SyncHub.Postgres;

/// <summary>
/// A change log in tables of a PostgreSQL database, which all nodes of an application share. Reads are answered from this node's memory, which
/// follows what is appended anywhere; until the database has been reached for the first time, they wait. Appends wait, in order and within bounds,
/// while it is away.
/// </summary>
public sealed class PostgresChangeLog : IChangeLog, IAsyncDisposable
{
    private readonly ChangeLogMirror _mirror;
    private readonly MirrorReader _reader;
    private readonly AppendQueue _queue;
    private readonly Arrivals _arrivals;
    private readonly Demands _demands = new();
    private readonly NewsBoard _board = new();
    private readonly SessionGate<LogSession> _sessions = new();
    private readonly LogCondition _condition;
    private readonly LogDatabase _database;
    private readonly PostgresAppender _appender;
    private readonly PostgresFollower _follower;
    private readonly PostgresLogOptions _options;
    private readonly PostgresLogSeams _seams;
    private readonly TimeProvider _time;
    private readonly TimeProvider _timers;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopAppending = new();
    private readonly CancellationTokenSource _stopFollowing = new();
    private readonly ITimer? _quietTimer;
    private readonly Task _appending;
    private readonly Task _following;
    private int _isDisposed;

    internal PostgresChangeLog(
        string connectionString, IReadOnlyDictionary<string, ChangeRetention> retentions, PostgresLogOptions options, TimeProvider time, ILogger? logger, PostgresLogSeams? seams = null)
    {
        _options = options;
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _seams = seams ?? new PostgresLogSeams();
        _timers = _seams.Timers ?? time;
        _condition = new LogCondition("the database", options.UnhealthyAfter, time);

        // An epoch of nobody: what is there is given up for what the database has, before anything can be read.
        _mirror = new ChangeLogMirror(retentions, LogEpoch.New(), time.GetUtcNow(), time, _logger);
        _queue = new AppendQueue(options.QueueCommits, options.QueueBytes);
        _arrivals = new Arrivals(_mirror);
        var node = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var tables = new LogTables(options.Schema);
        _database = new LogDatabase(connectionString, tables, options.ResponseTimeout);
        _appender = new PostgresAppender(
            _queue, _arrivals, _sessions, _database, new AppendTransaction(tables, node, retentions, _seams.Guards, time), options, _seams, _condition, Doubt, _board.Look, _timers, _logger);
        _follower = new PostgresFollower(
            new MirrorFiller(_mirror, _arrivals, node, _logger),
            _arrivals,
            _sessions,
            _demands,
            _board,
            _database,
            tables,
            new EpochTable(tables, _mirror.Models),
            options,
            _seams,
            _condition,
            time,
            _timers,
            _logger);
        _reader = new MirrorReader(_mirror, _follower.Ready);
        _quietTimer = _seams.Guards.HasFlag(PostgresGuards.QuietLook) ? _timers.CreateTimer(_ => _board.Look(), null, options.QuietInterval, options.QuietInterval) : null;
        _following = Task.Run(() => _follower.RunAsync(_stopFollowing.Token));
        _appending = Task.Run(() => _appender.RunAsync(_stopAppending.Token));
    }

    /// <inheritdoc/>
    public ChangeLogHealth Health => _condition.Health;

    /// <inheritdoc/>
    public TimeSpan ClockTolerance => _options.ClockTolerance;

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>Opens the log, for models given by name. It connects, and goes on to try where that fails.</summary>
    /// <param name="connectionString">Where the database is, in the syntax of Npgsql.</param>
    /// <param name="retentions">How much of each model's past is kept, by the model's name.</param>
    /// <param name="options">How the log is kept; null for the defaults.</param>
    /// <param name="time">Where timestamps, ages and waits come from; the system's clock by default.</param>
    /// <param name="logger">Where trouble is reported; nowhere by default.</param>
    /// <exception cref="ArgumentException">The options are unusable; the message lists every problem.</exception>
    public static PostgresChangeLog Open(
        string connectionString, IReadOnlyDictionary<string, ChangeRetention> retentions, PostgresLogOptions? options = null, TimeProvider? time = null, ILogger<PostgresChangeLog>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ArgumentNullException.ThrowIfNull(retentions);
        options ??= new PostgresLogOptions();
        var problems = options.Problems()
            .Concat(retentions.Keys.Where(model => model.AsSpan().ContainsAny('\n', '\0')).Select(model => $"Model name '{model}' has a line break or a zero."))
            .ToList();
        return problems.Count == 0
            ? new PostgresChangeLog(connectionString, retentions, options, time ?? TimeProvider.System, logger)
            : throw new ArgumentException(string.Join(" ", problems), nameof(options));
    }

    /// <summary>The statements that create the log's tables, for applications that do it themselves; they may be run again.</summary>
    /// <param name="schema">What <see cref="PostgresLogOptions.Schema"/> is set to.</param>
    /// <exception cref="ArgumentException">That is no name that a schema can have there.</exception>
    public static string CreateScript(string schema = "synchub") =>
        PostgresLogOptions.ProblemOf(schema) is { } problem ? throw new ArgumentException(problem, nameof(schema)) : new LogTables(schema).CreateScript;

    /// <summary>Completes when the database has been reached for the first time and the log can be read from here.</summary>
    public Task WhenReadyAsync(CancellationToken cancellationToken = default) => _reader.WhenFilledAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// A token that is cancelled after the commit was queued ends the wait, not the append. Where the queue overflows, it completes when a new epoch
    /// has taken the commit's place.
    /// </remarks>
    public async ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();

        // It may wait here for long, and readers of the source see it meanwhile.
        var pending = new PendingCommit([.. _mirror.Split(commit with { Began = commit.Began ?? _time.GetUtcNow() }).Select(PendingPart.Of)]);
        if (_queue.Add(pending) is { Count: > 0 } dropped)
        {
            Drop(dropped);
        }
        else
        {
            _appender.Wake();
        }

        return await pending.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => _reader.GetHeadAsync(model, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A new epoch begins, before this node's log is closed.</remarks>
    public void ChangesLost()
    {
        _demands.Add();
        _board.Look();
    }

    /// <inheritdoc/>
    public IDisposable Observe(string model, Action<LogHead> moved) => _mirror.Observe(model, moved);

    /// <summary>
    /// Sends what waits, as long as an answer may take, and closes the connections. What could not be sent by then is not in the log; then a new epoch
    /// begins, if the database can be reached for that. Use the outbox of SyncHub.EntityFrameworkCore where that matters. What was read can still be read.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (_quietTimer is not null)
        {
            await _quietTimer.DisposeAsync().ConfigureAwait(false);
        }

        _queue.Close();
        if (_queue.Last is { } last)
        {
            await ((Task)last.Done).WaitAsync(_options.ResponseTimeout, _timers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopAppending.CancelAsync().ConfigureAwait(false);
        await _appending.ConfigureAwait(false);
        var left = _queue.TakeAll();
        if (left.Count > 0)
        {
            ChangesLost();
        }

        await WhenDemandsAreMetAsync().ConfigureAwait(false);
        await _stopFollowing.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        var closed = new ObjectDisposedException(nameof(PostgresChangeLog), "The change log was closed before the database had taken the commit.");
        foreach (var commit in left)
        {
            commit.Fail(closed);
        }

        _arrivals.Fail(closed);
        _mirror.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
        _stopAppending.Dispose();
        _stopFollowing.Dispose();
    }

    /// <summary>Completes when this node has next found out where the log stands.</summary>
    internal Task WhenLookedAsync() => _follower.WhenLookedAsync();

    private async Task WhenDemandsAreMetAsync()
    {
        using var limit = new CancellationTokenSource(_options.ResponseTimeout, _timers);
        while (!limit.IsCancellationRequested && _follower.WhenLookedAsync() is var looked && _demands.IsOpen)
        {
            await looked.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Drop(IReadOnlyList<PendingCommit> dropped)
    {
        _logger.QueueFull(dropped.Count);
        if (!_seams.Guards.HasFlag(PostgresGuards.Overflow))
        {
            _arrivals.AddDropped(dropped, demand: 0);
            return;
        }

        _arrivals.AddDropped(dropped, _demands.Add());

        // What is queued from here on belongs into the new epoch.
        _sessions.Close();
        _board.Look();
    }

    private void Doubt(string epoch)
    {
        _demands.Doubt(epoch);
        _board.Look();
    }
}
