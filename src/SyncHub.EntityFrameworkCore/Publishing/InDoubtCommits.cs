using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>
/// Commits that the database may make after it was given up to wait for them: their rows are read once more a while later. Bounded: beyond that the
/// model counts as lost.
/// </summary>
internal sealed class InDoubtCommits : IAsyncDisposable
{
    /// <summary>How long after the first time.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private const int MaxKeys = 100_000;

    private readonly TimeProvider _time;
    private readonly Action<Publication> _publish;
    private readonly Action<TrackedModel> _lose;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Queue<(Publication Publication, DateTimeOffset Due)> _waiting = [];
    private int _keys;
    private bool _isDisposed;

    public InDoubtCommits(TimeProvider time, Action<Publication> publish, Action<TrackedModel> lose)
    {
        _time = time;
        _publish = publish;
        _lose = lose;
        _timer = time.CreateTimer(static self => ((InDoubtCommits)self!).PublishDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Publication publication)
    {
        // Of its own it tells nothing before: that was for the first time.
        var again = new Publication([.. publication.Touches.Select(touch => touch with { Before = default })], publication.Began, scope: null);
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_keys + again.Touches.Count <= MaxKeys)
            {
                _keys += again.Touches.Count;
                _waiting.Enqueue((again, _time.GetUtcNow() + Delay));
                if (_waiting.Count == 1)
                {
                    _timer.Change(Delay, Timeout.InfiniteTimeSpan);
                }

                return;
            }
        }

        foreach (var model in again.Touches.Select(touch => touch.Model).Distinct())
        {
            _lose(model);
        }
    }

    /// <summary>Publishes what waits at once.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        Publish(DateTimeOffset.MaxValue);
    }

    private void PublishDue() => Publish(_time.GetUtcNow());

    private void Publish(DateTimeOffset now)
    {
        var due = new List<Publication>();
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && next.Due <= now)
            {
                due.Add(_waiting.Dequeue().Publication);
                _keys -= next.Publication.Touches.Count;
            }

            if (!_isDisposed && _waiting.TryPeek(out var first))
            {
                // At least a millisecond: timers count whole ones, and must not spin.
                var left = first.Due - now;
                _timer.Change(left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var publication in due)
        {
            _publish(publication);
        }
    }
}
