using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>
/// What waits to be published, in the order of the commits. Bounded: who commits is never held up, so that what finds no room is given up, and its
/// models are remembered as lost. Safe for concurrent use, with one reader.
/// </summary>
internal sealed class PublicationQueue(int maxCommits, long maxKeys)
{
    /// <summary>How many commits wait at most, unless tests say otherwise.</summary>
    public const int MaxCommits = 10_000;

    /// <summary>How many rows they touch at most, all together, unless tests say otherwise.</summary>
    public const long MaxKeys = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<Publication> _waiting = [];
    private readonly HashSet<TrackedModel> _lost = [];
    private long _keys;
    private bool _isClosed;
    private TaskCompletionSource _news = NewSignal();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Adds a publication; false where there is no room for it.</summary>
    public bool TryAdd(Publication publication)
    {
        TaskCompletionSource news;
        bool isAdded;
        lock (_gate)
        {
            isAdded = !_isClosed && _waiting.Count < maxCommits && _keys + publication.Touches.Count <= maxKeys;
            if (isAdded)
            {
                _waiting.Enqueue(publication);
                _keys += publication.Touches.Count;
            }
            else
            {
                _lost.UnionWith(publication.Models);
            }

            news = _news;
        }

        news.TrySetResult();
        return isAdded;
    }

    /// <summary>Any row of a model may have changed.</summary>
    public void Lose(TrackedModel model)
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            _lost.Add(model);
            news = _news;
        }

        news.TrySetResult();
    }

    /// <summary>Nothing more comes; what waits can still be taken.</summary>
    public void Close()
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            _isClosed = true;
            news = _news;
        }

        news.TrySetResult();
    }

    /// <summary>Waits until there is something to take; false where nothing will come any more.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_waiting.Count > 0 || _lost.Count > 0)
                {
                    return true;
                }

                if (_isClosed)
                {
                    return false;
                }

                _news = _news.Task.IsCompleted ? NewSignal() : _news;
                news = _news.Task;
            }

            await news.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the first publications: so many that they touch no more rows than given, but one at least.</summary>
    public Queue<Publication> Take(int commits, int keys)
    {
        var taken = new Queue<Publication>();
        var touched = 0L;
        lock (_gate)
        {
            while (taken.Count < commits && _waiting.TryPeek(out var next) && (taken.Count == 0 || touched + next.Touches.Count <= keys))
            {
                taken.Enqueue(_waiting.Dequeue());
                touched += next.Touches.Count;
            }

            _keys -= touched;
        }

        return taken;
    }

    /// <summary>Takes the models of which something was given up, once nothing waits any more.</summary>
    public IReadOnlyCollection<TrackedModel> TakeLost()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 || _lost.Count == 0)
            {
                return [];
            }

            TrackedModel[] lost = [.. _lost];
            _lost.Clear();
            return lost;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
