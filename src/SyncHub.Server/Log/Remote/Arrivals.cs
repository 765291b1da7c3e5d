namespace SyncHub.Server.Log.Remote;

/// <summary>
/// Commits that the log has and this node's mirror may not have yet, in their order; each is completed as soon as observers were told of it. Where
/// another epoch comes in between, it is completed with the heads of that. Safe for concurrent use.
/// </summary>
internal sealed class Arrivals(ChangeLogMirror mirror)
{
    private readonly Lock _gate = new();
    private readonly Queue<(PendingCommit Commit, IReadOnlyDictionary<string, LogHead> Heads, bool IsKnown)> _waiting = [];

    // What nobody sends any more, and the demand for a new epoch that makes up for it.
    private readonly List<(PendingCommit Commit, long Demand)> _dropped = [];
    private readonly Dictionary<string, LogHead> _told = new(mirror.GetHeads(), StringComparer.Ordinal);
    private long _granted;

    // Where the mirror has seen this node's own commits, by number, until they are completed: an answer that was lost cannot say it any more.
    private readonly Dictionary<long, Dictionary<string, LogHead>> _seen = [];
    private long _completed;

    /// <summary>The log has the commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="heads">Where it is: the heads right after it, or, where <paramref name="isKnown"/>, later ones.</param>
    /// <param name="isKnown">Whether it had been appended before, and the answer was lost.</param>
    public void Add(PendingCommit commit, IReadOnlyDictionary<string, LogHead> heads, bool isKnown)
    {
        commit.LetGo();
        lock (_gate)
        {
            _waiting.Enqueue((commit, heads, isKnown));
        }

        Check();
    }

    /// <summary>The commits will not reach the log; a new epoch will take their place.</summary>
    public void AddDropped(IReadOnlyList<PendingCommit> commits, long demand)
    {
        lock (_gate)
        {
            foreach (var commit in commits)
            {
                commit.LetGo();
                _dropped.Add((commit, demand));
            }
        }

        Check();
    }

    /// <summary>Observers have been told of these heads; those of other models are as they were.</summary>
    public void Told(IReadOnlyDictionary<string, LogHead> heads)
    {
        lock (_gate)
        {
            foreach (var (model, head) in heads)
            {
                _told[model] = head;
            }
        }

        Check();
    }

    /// <summary>The mirror takes a part of a commit of this node's.</summary>
    public void Saw(long number, string model, LogHead head)
    {
        lock (_gate)
        {
            if (number > _completed)
            {
                (_seen.TryGetValue(number, out var heads) ? heads : _seen[number] = new(StringComparer.Ordinal))[model] = head;
            }
        }
    }

    /// <summary>Observers have been told of an epoch, in which numbers begin anew.</summary>
    public void EpochBegan()
    {
        lock (_gate)
        {
            _seen.Clear();
            _completed = 0;
        }
    }

    /// <summary>Observers have been told of an epoch that makes up for what was dropped up to a demand.</summary>
    public void Granted(long demand)
    {
        lock (_gate)
        {
            _granted = Math.Max(_granted, demand);
        }

        Check();
    }

    /// <summary>Ends all waits: the log is closed.</summary>
    public void Fail(Exception exception)
    {
        lock (_gate)
        {
            foreach (var (commit, _, _) in _waiting)
            {
                commit.Fail(exception);
            }

            foreach (var (commit, _) in _dropped)
            {
                commit.Fail(exception);
            }
        }
    }

    // Completions run elsewhere: nothing of the caller's happens under the lock.
    private void Check()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var first) && ResultOf_NeedsLock(first.Commit, first.Heads, first.IsKnown) is { } result)
            {
                _waiting.Dequeue();
                if (first.Heads.All(head => head.Value.Epoch == _told[head.Key].Epoch))
                {
                    _seen.Remove(first.Commit.Number);
                    _completed = Math.Max(_completed, first.Commit.Number);
                }

                first.Commit.Complete(result);
            }

            _dropped.RemoveAll(dropped =>
            {
                if (dropped.Demand > _granted)
                {
                    return false;
                }

                dropped.Commit.Complete(HeadsOf_NeedsLock(dropped.Commit.Models));
                return true;
            });
        }
    }

    // A session is opened when the mirror is in its epoch: so where the two differ, the mirror's is the later one.
    private IReadOnlyDictionary<string, LogHead>? ResultOf_NeedsLock(PendingCommit commit, IReadOnlyDictionary<string, LogHead> heads, bool isKnown)
    {
        foreach (var (model, head) in heads)
        {
            var told = _told[model];
            if (told.Epoch != head.Epoch)
            {
                return HeadsOf_NeedsLock(commit.Models);
            }

            if (told.Seq < head.Seq)
            {
                return null;
            }
        }

        return isKnown && _seen.TryGetValue(commit.Number, out var seen) && seen.Count == commit.Models.Count ? seen : heads;
    }

    private Dictionary<string, LogHead> HeadsOf_NeedsLock(IEnumerable<string> models) => models.ToDictionary(model => model, model => _told[model], StringComparer.Ordinal);
}
