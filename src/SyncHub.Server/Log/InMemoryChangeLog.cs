using Microsoft.Extensions.Logging;
using SyncHub.Server.Model;

namespace SyncHub.Server.Log;

/// <summary>
/// The change log of a single node, in its memory: what a server has when it names no other. Its epoch ends with the process, so that
/// clients get snapshots after a restart. What is older than a model's retention goes when something is appended or read, and, where
/// neither happens, by a timer.
/// </summary>
public sealed class InMemoryChangeLog : IChangeLog, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ChangeLogMirror _mirror;

    // Held from before a commit is numbered until the mirror has it. Observers are told outside it.
    private readonly Lock _gate = new();
    private DateTimeOffset _lastTimestamp;

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
        _lastTimestamp = time.GetUtcNow();
        _mirror = new ChangeLogMirror(retentions, LogEpoch.New(), _lastTimestamp, time, logger);
    }

    /// <inheritdoc/>
    public ChangeLogHealth Health => ChangeLogHealth.Healthy;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        var parts = _mirror.Split(commit);
        MirrorNews news;
        lock (_gate)
        {
            // A clock that is set back must not make a later change look earlier.
            var now = _time.GetUtcNow();
            _lastTimestamp = now > _lastTimestamp ? now : _lastTimestamp;
            news = _mirror.Append([.. parts.Select(part => new LoggedCommit(part, _mirror.GetHead(part.Model).Seq + 1, _lastTimestamp))]);
        }

        news.Tell();
        return new ValueTask<IReadOnlyDictionary<string, LogHead>>(news.Heads);
    }

    /// <inheritdoc/>
    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<LogSlice>(_mirror.Read(model, afterSeq, maxEntries));
    }

    /// <inheritdoc/>
    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<LogHead>(_mirror.GetHead(model));
    }

    /// <inheritdoc/>
    public IDisposable Observe(string model, Action<LogHead> moved) => _mirror.Observe(model, moved);

    /// <summary>Stops the timer that lets old changes go. The log can still be read and appended to.</summary>
    public void Dispose() => _mirror.Dispose();

    /// <summary>How many entries a model's log holds in memory at the moment.</summary>
    internal int HeldEntries(string model) => _mirror.HeldEntries(model);
}
