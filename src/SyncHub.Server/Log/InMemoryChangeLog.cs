using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Server.Model;

namespace SyncHub.Server.Log;

/// <summary>
/// The change log of a single node, in its memory: what a server has when it names no other. Its epoch ends with the process, so that
/// clients get snapshots after a restart. What is older than a model's retention goes when something is appended or read, and, where
/// neither happens, by a timer.
/// </summary>
public sealed class InMemoryChangeLog : IChangeLog, IDisposable
{
    // Under steady writes the timer need not run for each entry that comes of age: reads see to exactness.
    private static readonly TimeSpan ShortestPruneInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPruneInterval = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _pruneTimer;
    private readonly string _epoch = NewEpoch();

    // One lock for all models, so that a commit over several of them is one step for every reader. Observers are told outside it.
    private readonly Lock _gate = new();
    private readonly FrozenDictionary<string, ModelLog> _models;
    private DateTimeOffset _lastTimestamp;
    private DateTimeOffset _pruneDue = DateTimeOffset.MaxValue;
    private bool _disposed;

    /// <summary>Creates an empty log, a new epoch, for the models of a server.</summary>
    /// <param name="models">The models, each with its retention.</param>
    /// <param name="time">Where timestamps and ages come from.</param>
    /// <param name="logger">Where observers that throw are reported; nowhere by default.</param>
    public InMemoryChangeLog(IEnumerable<SyncModel> models, TimeProvider time, ILogger<InMemoryChangeLog>? logger = null)
        : this(models.ToDictionary(model => model.Name, model => model.Retention, StringComparer.Ordinal), time, logger)
    {
    }

    /// <summary>Creates an empty log, a new epoch, for models given by name.</summary>
    /// <param name="retentions">How much of each model's past is kept, by the model's name.</param>
    /// <param name="time">Where timestamps and ages come from.</param>
    /// <param name="logger">Where observers that throw are reported; nowhere by default.</param>
    public InMemoryChangeLog(IReadOnlyDictionary<string, ChangeRetention> retentions, TimeProvider time, ILogger<InMemoryChangeLog>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(retentions);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _logger = logger ?? NullLogger<InMemoryChangeLog>.Instance;
        _lastTimestamp = time.GetUtcNow();
        _models = retentions.ToFrozenDictionary(
            model => model.Key,
            model => new ModelLog(new ChangeRing(model.Value), new LogHead(_epoch, 0, _lastTimestamp)),
            StringComparer.Ordinal);
        _pruneTimer = time.CreateTimer(static log => ((InMemoryChangeLog)log!).PruneAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public ChangeLogHealth Health => ChangeLogHealth.Healthy;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        var parts = Split(commit);
        var heads = new Dictionary<string, LogHead>(parts.Count, StringComparer.Ordinal);
        var toTell = new List<(HeadObserver[] Observers, LogHead Head)>(parts.Count);
        lock (_gate)
        {
            var now = _time.GetUtcNow();

            // A clock that is set back must not make a later change look earlier.
            _lastTimestamp = now > _lastTimestamp ? now : _lastTimestamp;
            foreach (var (name, changes) in parts)
            {
                var model = _models[name];
                Append_NeedsLock(model, changes, commit);
                model.Ring.Prune(now);
                heads.Add(name, model.Head);
                toTell.Add((model.Observers, model.Head));
                ArmPruneTimer_NeedsLock(model.Ring.NextExpiry, now);
            }
        }

        foreach (var (observers, head) in toTell)
        {
            foreach (var observer in observers)
            {
                observer.Tell(head);
            }
        }

        return new ValueTask<IReadOnlyDictionary<string, LogHead>>(heads);
    }

    /// <inheritdoc/>
    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default)
    {
        var log = Find(model, nameof(model));
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEntries);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            log.Ring.Prune(_time.GetUtcNow());
            return new ValueTask<LogSlice>(new LogSlice(log.Head, log.Ring.FloorSeq, log.Ring.Read(afterSeq, maxEntries)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default)
    {
        var log = Find(model, nameof(model));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<LogHead>(log.Head);
        }
    }

    /// <inheritdoc/>
    public IDisposable Observe(string model, Action<LogHead> moved)
    {
        ArgumentNullException.ThrowIfNull(moved);
        var log = Find(model, nameof(model));
        var observer = new HeadObserver(model, moved, Forget, exception => _logger.ObserverFailed(exception, model));
        lock (_gate)
        {
            log.Observers = [.. log.Observers, observer];
        }

        return observer;
    }

    /// <summary>Stops the timer that lets old changes go. The log can still be read and appended to.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _pruneTimer.Dispose();
    }

    /// <summary>How many entries a model's log holds in memory at the moment.</summary>
    internal int HeldEntries(string model)
    {
        lock (_gate)
        {
            return _models[model].Ring.Count;
        }
    }

    // 48 random bits: two incarnations that meet under one name are not to be expected in the life of any system.
    private static string NewEpoch() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6));

    private ModelLog Find(string model, string parameter)
    {
        ArgumentNullException.ThrowIfNull(model, parameter);
        return _models.GetValueOrDefault(model) ?? throw new ArgumentException(
            $"The change log knows no model '{model}'. It knows: {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal))}.", parameter);
    }

    private Dictionary<string, List<Change>> Split(Commit commit)
    {
        if (commit.Changes.Count == 0)
        {
            throw new ArgumentException("A commit holds at least one change; this one has none.", nameof(commit));
        }

        var parts = new Dictionary<string, List<Change>>(StringComparer.Ordinal);
        foreach (var change in commit.Changes)
        {
            if (!parts.TryGetValue(change.Model, out var changes))
            {
                Find(change.Model, nameof(commit));
                parts.Add(change.Model, changes = []);
            }

            changes.Add(change);
        }

        return parts;
    }

    private void Append_NeedsLock(ModelLog model, List<Change> changes, Commit commit)
    {
        var before = model.Ring.HeadSeq;
        for (var index = 0; index < changes.Count; index++)
        {
            model.Ring.Append(new LogEntry
            {
                Change = changes[index],
                Seq = before + index + 1,
                CommitFirstSeq = before + 1,
                CommitSeq = before + changes.Count,
                Timestamp = _lastTimestamp,
                VisibleSince = commit.Began ?? _lastTimestamp,
                MutationId = commit.MutationId,
            });
        }

        model.Head = new LogHead(_epoch, model.Ring.HeadSeq, _lastTimestamp);
    }

    private void PruneAll()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _pruneDue = DateTimeOffset.MaxValue;
            foreach (var model in _models.Values)
            {
                model.Ring.Prune(now);
                var expiry = model.Ring.NextExpiry;
                ArmPruneTimer_NeedsLock(expiry < now + ShortestPruneInterval ? now + ShortestPruneInterval : expiry, now);
            }
        }
    }

    private void ArmPruneTimer_NeedsLock(DateTimeOffset? expiry, DateTimeOffset now)
    {
        if (_disposed || expiry is not { } due || due >= _pruneDue)
        {
            return;
        }

        _pruneDue = due;
        var wait = due > now ? due - now : TimeSpan.Zero;
        _pruneTimer.Change(wait > LongestPruneInterval ? LongestPruneInterval : wait, Timeout.InfiniteTimeSpan);
    }

    private void Forget(HeadObserver observer)
    {
        lock (_gate)
        {
            var log = _models[observer.Model];
            log.Observers = [.. log.Observers.Where(other => other != observer)];
        }
    }

    /// <summary>What the log holds for one model; the log's lock protects it. The array of observers is replaced, never changed.</summary>
    private sealed class ModelLog(ChangeRing ring, LogHead head)
    {
        public ChangeRing Ring { get; } = ring;

        public LogHead Head { get; set; } = head;

        public HeadObserver[] Observers { get; set; } = [];
    }
}
