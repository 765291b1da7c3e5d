using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Server.Model;

namespace SyncHub.Server.Log;

/// <summary>
/// What a node holds of a change log in its own memory: the recent entries of each model, as far as the model's retention goes, and those who
/// observe it. A log answers every read from it; whoever numbers the changes, this process or a server that all nodes share, fills it, in order.
/// Safe for concurrent use, though whoever fills it does so one step after the other. What is older than a model's retention goes when something
/// is appended or read, and, where neither happens, by a timer.
/// </summary>
public sealed class ChangeLogMirror : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PruneTimer _pruneTimer;
    private readonly FrozenDictionary<string, MirroredModel> _models;

    // One lock for all models, so that a commit over several of them is one step for every reader. Observers are told outside it.
    private readonly Lock _gate = new();
    private string _epoch;
    private long _generation;

    /// <summary>Creates the mirror of a log that has no changes yet.</summary>
    /// <param name="retentions">How much of each model's past is kept, by the model's name. The mirror knows these models and no others.</param>
    /// <param name="epoch">The log's incarnation.</param>
    /// <param name="began">When it began, UTC.</param>
    /// <param name="time">Where ages come from.</param>
    /// <param name="logger">Where observers that throw are reported; nowhere by default.</param>
    public ChangeLogMirror(
        IReadOnlyDictionary<string, ChangeRetention> retentions, string epoch, DateTimeOffset began, TimeProvider time, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(retentions);
        ArgumentException.ThrowIfNullOrEmpty(epoch);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _epoch = epoch;
        _models = retentions.ToFrozenDictionary(
            model => model.Key,
            model => new MirroredModel(model.Key, model.Value, new LogHead(epoch, 0, began)),
            StringComparer.Ordinal);
        _pruneTimer = new PruneTimer(time, PruneAll);
    }

    /// <summary>The names of the models that the log knows.</summary>
    public IReadOnlyCollection<string> Models => _models.Keys;

    /// <summary>The incarnation of the log that is mirrored.</summary>
    public string Epoch
    {
        get
        {
            lock (_gate)
            {
                return _epoch;
            }
        }
    }

    /// <summary>Takes a commit apart, model by model, in the order in which the commit names them first.</summary>
    /// <exception cref="ArgumentException">The commit has no changes, or one of a model that the log does not know.</exception>
    public IReadOnlyList<ModelCommit> Split(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Changes.Count == 0)
        {
            throw new ArgumentException("A commit holds at least one change; this one has none.", nameof(commit));
        }

        var parts = new OrderedDictionary<string, List<Change>>(StringComparer.Ordinal);
        foreach (var change in commit.Changes)
        {
            if (!parts.TryGetValue(change.Model, out var changes))
            {
                Find(change.Model, nameof(commit));
                parts.Add(change.Model, changes = []);
            }

            changes.Add(change);
        }

        return [.. parts.Select(part => new ModelCommit(part.Key, part.Value, commit.MutationId, commit.Began))];
    }

    /// <summary>
    /// Adds what follows the heads: all of it in one step, so that no reader sees a commit over several models in part. Nobody is told before
    /// <see cref="MirrorNews.Tell"/> is called on what is returned.
    /// </summary>
    /// <exception cref="ArgumentException">A commit is of a model that the log does not know, or does not follow that model's head; nothing is added.</exception>
    public MirrorNews Append(params IReadOnlyList<LoggedCommit> commits)
    {
        ArgumentNullException.ThrowIfNull(commits);
        lock (_gate)
        {
            CheckOrder_NeedsLock(commits, model => Find(model, nameof(commits)).Head.Seq);
            return Append_NeedsLock(commits, []);
        }
    }

    /// <summary>
    /// Gives up one model's entries and goes on after a later number of the same epoch: those between the two are not known here. Who follows the
    /// model begins again. Nobody is told before <see cref="MirrorNews.Tell"/> is called on what is returned.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="seq">The number of the last entry that is given up.</param>
    /// <param name="timestamp">When that one was appended, UTC.</param>
    /// <exception cref="ArgumentException">The log does not know the model, or has come further than that.</exception>
    public MirrorNews Skip(string model, long seq, DateTimeOffset timestamp)
    {
        var mirrored = Find(model, nameof(model));
        lock (_gate)
        {
            if (seq < mirrored.Head.Seq)
            {
                throw new ArgumentException($"Model '{model}' has come to {mirrored.Head.Seq}; it cannot go on after {seq} but in another epoch.", nameof(seq));
            }

            mirrored.Restart(new LogHead(_epoch, seq, timestamp));
            return NewsOf_NeedsLock([mirrored]);
        }
    }

    /// <summary>
    /// Gives up all entries and mirrors another incarnation of the log, in one step. Nobody is told before <see cref="MirrorNews.Tell"/> is called on
    /// what is returned; observers then learn of every model's head, although numbers may be lower than before.
    /// </summary>
    /// <param name="epoch">The incarnation; the present one to read it anew.</param>
    /// <param name="began">When it began, UTC: the time of the heads of models that have no changes.</param>
    /// <param name="starts">Where models that had changes before those of <paramref name="commits"/> stand; the others begin at 0.</param>
    /// <param name="commits">What follows from there, in order; none by default.</param>
    /// <exception cref="ArgumentException">
    /// A model is not known to the log, a head is of another epoch, or a commit does not follow; nothing is given up.
    /// </exception>
    public MirrorNews Reset(string epoch, DateTimeOffset began, IReadOnlyDictionary<string, LogHead> starts, params IReadOnlyList<LoggedCommit> commits)
    {
        ArgumentException.ThrowIfNullOrEmpty(epoch);
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(commits);
        foreach (var (model, start) in starts)
        {
            Find(model, nameof(starts));
            if (start.Epoch != epoch)
            {
                throw new ArgumentException($"The head of model '{model}' is of epoch '{start.Epoch}', not of '{epoch}'.", nameof(starts));
            }
        }

        lock (_gate)
        {
            CheckOrder_NeedsLock(commits, model => starts.TryGetValue(Find(model, nameof(commits)).Name, out var start) ? start.Seq : 0);
            _epoch = epoch;
            _generation++;
            foreach (var (name, model) in _models)
            {
                model.Restart(starts.TryGetValue(name, out var start) ? start : new LogHead(epoch, 0, began));
            }

            return Append_NeedsLock(commits, [.. _models.Values]);
        }
    }

    /// <summary>Reads the changes of a model after <paramref name="afterSeq"/>, at most <paramref name="maxEntries"/> of them.</summary>
    /// <exception cref="ArgumentException">The log does not know the model.</exception>
    public LogSlice Read(string model, long afterSeq, int maxEntries)
    {
        var mirrored = Find(model, nameof(model));
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEntries);
        lock (_gate)
        {
            mirrored.Ring.Prune(_time.GetUtcNow());
            return new LogSlice(mirrored.Head, mirrored.Ring.FloorSeq, mirrored.Ring.Read(afterSeq, maxEntries));
        }
    }

    /// <summary>The head of a model's log.</summary>
    /// <exception cref="ArgumentException">The log does not know the model.</exception>
    public LogHead GetHead(string model)
    {
        var mirrored = Find(model, nameof(model));
        lock (_gate)
        {
            return mirrored.Head;
        }
    }

    /// <summary>The heads of all models, at one moment.</summary>
    public IReadOnlyDictionary<string, LogHead> GetHeads()
    {
        lock (_gate)
        {
            return _models.ToDictionary(model => model.Key, model => model.Value.Head, StringComparer.Ordinal);
        }
    }

    /// <summary>What <see cref="IChangeLog.Observe"/> asks for.</summary>
    /// <exception cref="ArgumentException">The log does not know the model.</exception>
    public IDisposable Observe(string model, Action<LogHead> moved)
    {
        ArgumentNullException.ThrowIfNull(moved);
        var mirrored = Find(model, nameof(model));
        var observer = new HeadObserver(model, moved, Forget, exception => _logger.ObserverFailed(exception, model));
        lock (_gate)
        {
            mirrored.Observers = [.. mirrored.Observers, observer];
        }

        return observer;
    }

    /// <summary>Stops the timer that lets old changes go. The mirror can still be read and filled.</summary>
    public void Dispose() => _pruneTimer.Dispose();

    /// <summary>How many entries of a model are held at the moment.</summary>
    internal int HeldEntries(string model)
    {
        lock (_gate)
        {
            return _models[model].Ring.Count;
        }
    }

    private MirroredModel Find(string model, string parameter)
    {
        ArgumentNullException.ThrowIfNull(model, parameter);
        return _models.GetValueOrDefault(model) ?? throw new ArgumentException(
            $"The change log knows no model '{model}'. It knows: {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal))}.", parameter);
    }

    // Before anything is changed, so that what does not fit leaves the mirror as it was.
    private static void CheckOrder_NeedsLock(IReadOnlyList<LoggedCommit> commits, Func<string, long> headSeq)
    {
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var commit in commits)
        {
            var model = commit.Commit.Model;
            var head = heads.TryGetValue(model, out var moved) ? moved : headSeq(model);
            if (commit.FirstSeq != head + 1 || commit.Commit.Changes.Count == 0)
            {
                throw new ArgumentException($"Changes {commit.FirstSeq} to {commit.LastSeq} of model '{model}' do not follow its head, {head}.", nameof(commits));
            }

            heads[model] = commit.LastSeq;
        }
    }

    private MirrorNews Append_NeedsLock(IReadOnlyList<LoggedCommit> commits, HashSet<MirroredModel> moved)
    {
        var now = _time.GetUtcNow();
        foreach (var commit in commits)
        {
            var model = _models[commit.Commit.Model];
            model.Append(commit);
            moved.Add(model);
        }

        foreach (var model in moved)
        {
            model.Ring.Prune(now);
            _pruneTimer.Arm(model.Ring.NextExpiry, now);
        }

        return NewsOf_NeedsLock(moved);
    }

    private MirrorNews NewsOf_NeedsLock(IReadOnlyCollection<MirroredModel> moved) => new(
        moved.ToDictionary(model => model.Name, model => model.Head, StringComparer.Ordinal),
        [.. moved.Select(model => (model.Observers, model.Head))],
        _generation);

    private void PruneAll()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _pruneTimer.Ran();
            foreach (var model in _models.Values)
            {
                model.Ring.Prune(now);
                _pruneTimer.ArmAgain(model.Ring.NextExpiry, now);
            }
        }
    }

    private void Forget(HeadObserver observer)
    {
        lock (_gate)
        {
            var mirrored = _models[observer.Model];
            mirrored.Observers = [.. mirrored.Observers.Where(other => other != observer)];
        }
    }
}
