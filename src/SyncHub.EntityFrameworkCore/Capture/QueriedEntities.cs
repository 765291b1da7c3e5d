using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>
/// The tracked entities of a context that came from a query a short while ago: their original values are what the database had. Those of entities that
/// were attached are whatever the application took them to be.
/// </summary>
internal sealed class QueriedEntities
{
    // What was read longer ago has too often changed since.
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);

    private readonly HashSet<object> _entities = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider _time;
    private long _since;

    /// <param name="tracker">Watched before its first query, as no entity of a query is seen later.</param>
    /// <param name="time">The clock.</param>
    public QueriedEntities(ChangeTracker tracker, TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
        tracker.Tracked += OnTracked;
    }

    public bool Contains(object entity)
    {
        ForgetOld();
        return _entities.Contains(entity);
    }

    private void ForgetOld()
    {
        if (_time.GetElapsedTime(_since) > Trusted)
        {
            _entities.Clear();
            _since = _time.GetTimestamp();
        }
    }

    private void OnTracked(object? sender, EntityTrackedEventArgs tracked)
    {
        if (tracked.FromQuery)
        {
            // Also here, so that a context that lives long does not keep what it has let go of.
            ForgetOld();
            _entities.Add(tracked.Entry.Entity);
        }
        else
        {
            _entities.Remove(tracked.Entry.Entity);
        }
    }
}
