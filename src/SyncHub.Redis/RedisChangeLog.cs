using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using SyncHub.Redis.Appending;
using SyncHub.Redis.Connection;
using SyncHub.Redis.Following;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;
using SyncHub.Server.Model;

namespace SyncHub.Redis;

/// <summary>
/// A change log in Redis, which all nodes of an application share. Reads are answered from this node's memory, which follows what is appended
/// anywhere; until Redis has been reached for the first time, they wait. Appends wait, in order and within bounds, while Redis is away.
/// </summary>
public sealed class RedisChangeLog : IChangeLog, IAsyncDisposable
{
    private readonly ChangeLogMirror _mirror;
    private readonly AppendQueue _queue;
    private readonly Arrivals _arrivals;
    private readonly Demands _demands = new();
    private readonly FollowerInbox _inbox = new();
    private readonly SessionGate<RedisSession> _sessions = new();
    private readonly LogCondition _condition;
    private readonly MirrorReader _reader;
    private readonly RedisAppender _appender;
    private readonly RedisFollower _follower;
    private readonly RedisLogOptions _options;
    private readonly RedisLogSeams _seams;
    private readonly RedisMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopAppending = new();
    private readonly CancellationTokenSource _stopFollowing = new();
    private readonly ITimer _quietTimer;
    private readonly Task _appending;
    private readonly Task _following;
    private volatile bool _hasLost;
    private int _isDisposed;

    internal RedisChangeLog(
        ConfigurationOptions configuration,
        IReadOnlyDictionary<string, ChangeRetention> retentions,
        RedisLogOptions options,
        TimeProvider time,
        ILogger? logger,
        IMeterFactory? meters,
        RedisLogSeams? seams = null)
    {
        _options = options;
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _seams = seams ?? new RedisLogSeams();
        var timers = _seams.Timers ?? time;
        _metrics = new RedisMetrics(meters);
        _condition = new LogCondition("Redis", options.UnhealthyAfter, time);

        // An epoch of nobody: what is there is given up for what Redis has, before anything can be read.
        _mirror = new ChangeLogMirror(retentions, LogEpoch.New(), time.GetUtcNow(), time, _logger);
        _queue = new AppendQueue(options.QueueCommits, options.QueueBytes);
        _arrivals = new Arrivals(_mirror);
        _metrics.ObserveQueue(() => _queue.Count);
        var keys = new RedisKeys(options.Prefix);
        _appender = new RedisAppender(
            _queue, _arrivals, _sessions, keys, Node, retentions, options, _seams.Guards, _condition, Doubt, _inbox.Look, time, timers, _logger);
        _follower = new RedisFollower(
            new MirrorFiller(_mirror, _arrivals, new Following.StreamReader(keys, _logger), Node, options, _metrics, _logger),
            _arrivals,
            _sessions,
            _demands,
            _inbox,
            keys,
            Node,
            stopping => RedisLink.ConnectAsync(configuration, options.ResponseTimeout, timers, _inbox.Look, stopping),
            options,
            _seams.Guards,
            _condition,
            _metrics,
            time,
            timers,
            _logger);
        _reader = new MirrorReader(_mirror, _follower.Ready);
        _quietTimer = timers.CreateTimer(_ => _inbox.Look(), null, options.QuietInterval, options.QuietInterval);
        _following = Task.Run(() => _follower.RunAsync(_stopFollowing.Token));
        _appending = Task.Run(() => _appender.RunAsync(_stopAppending.Token));
    }

    /// <inheritdoc/>
    public ChangeLogHealth Health => _condition.Health;

    /// <inheritdoc/>
    public TimeSpan ClockTolerance => _options.ClockTolerance;

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>The node's name in Redis.</summary>
    internal string Node { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Completes when this node has next found out where the log stands.</summary>
    internal Task WhenBeatAsync() => _follower.WhenBeatAsync();

    /// <summary>How many commits wait for Redis or its answer.</summary>
    internal int QueueLength => _queue.Count;

    /// <summary>Opens the log, for models given by name. It connects, and goes on to try where that fails.</summary>
    /// <param name="configuration">Where Redis is.</param>
    /// <param name="retentions">How much of each model's past is kept, by the model's name.</param>
    /// <param name="options">How the log is kept; null for the defaults.</param>
    /// <param name="time">Where timestamps, ages and waits come from; the system's clock by default.</param>
    /// <param name="logger">Where trouble is reported; nowhere by default.</param>
    /// <param name="meters">Makes the meter; none by default.</param>
    /// <exception cref="ArgumentException">The options are unusable; the message lists every problem.</exception>
    public static RedisChangeLog Open(
        ConfigurationOptions configuration,
        IReadOnlyDictionary<string, ChangeRetention> retentions,
        RedisLogOptions? options = null,
        TimeProvider? time = null,
        ILogger<RedisChangeLog>? logger = null,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(retentions);
        options ??= new RedisLogOptions();
        var problems = options.Problems()
            .Concat(retentions.Keys.Where(model => model.Contains('\n', StringComparison.Ordinal)).Select(model => $"Model name '{model}' has a line break."))
            .ToList();
        return problems.Count == 0
            ? new RedisChangeLog(configuration, retentions, options, time ?? TimeProvider.System, logger, meters)
            : throw new ArgumentException(string.Join(" ", problems), nameof(options));
    }

    /// <summary>Completes when Redis has been reached for the first time and can be read from here.</summary>
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
    /// <remarks>This node then ends without a goodbye: its lease lapses, and a new epoch begins, unless <see cref="RedisLogOptions.CommitsAreDurable"/>.</remarks>
    public void ChangesLost() => _hasLost = true;

    /// <inheritdoc/>
    public IDisposable Observe(string model, Action<LogHead> moved) => _mirror.Observe(model, moved);

    /// <summary>
    /// Sends what waits, as long as an answer may take, says goodbye to the other nodes, and closes the connection. What could not be sent by then
    /// is noticed by the other nodes, since the lease lapses. What was read can still be read.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _quietTimer.DisposeAsync().ConfigureAwait(false);
        _queue.Close();
        var last = _queue.Last;
        if (last is not null)
        {
            await ((Task)last.Done).WaitAsync(_options.ResponseTimeout, _seams.Timers ?? _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopAppending.CancelAsync().ConfigureAwait(false);
        await _appending.ConfigureAwait(false);
        var left = _queue.TakeAll();
        _follower.IsDrained = left.Count == 0 && !_hasLost && _seams.SaysGoodbye;
        await _stopFollowing.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        var closed = new ObjectDisposedException(nameof(RedisChangeLog), "The change log was closed before Redis had taken the commit.");
        foreach (var commit in left)
        {
            commit.Fail(closed);
        }

        _arrivals.Fail(closed);
        _mirror.Dispose();
        _stopAppending.Dispose();
        _stopFollowing.Dispose();
    }

    private void Drop(IReadOnlyList<PendingCommit> dropped)
    {
        _logger.QueueFull(dropped.Count);
        _metrics.Dropped(dropped.Count);
        if (!_seams.Guards.HasFlag(RedisGuards.Overflow))
        {
            _arrivals.AddDropped(dropped, demand: 0);
            return;
        }

        _arrivals.AddDropped(dropped, _demands.Add());

        // What is queued from here on belongs into the new epoch.
        _sessions.Close();
        _inbox.Look();
    }

    private void Doubt(string epoch)
    {
        _demands.Doubt(epoch);
        _inbox.Look();
    }
}
