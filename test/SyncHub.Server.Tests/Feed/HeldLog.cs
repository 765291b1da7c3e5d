using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Feed;

/// <summary>A log whose changes a feed is told of late or never, or that finds itself replaced by another.</summary>
internal sealed class HeldLog(IChangeLog log) : IChangeLog
{
    private volatile IChangeLog _log = log;
    private volatile bool _isHeld;
    private Action<LogHead>? _moved;

    public ChangeLogHealth Health => _log.Health;

    /// <summary>From here on nobody is told of changes.</summary>
    public void Hold() => _isHeld = true;

    /// <summary>Tells of changes again, those that were held back included; of another log's where one is given.</summary>
    public void Release(IChangeLog? other = null)
    {
        _log = other ?? _log;
        _isHeld = false;
        _moved?.Invoke(default);
    }

    public ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default) =>
        _log.AppendAsync(commit, cancellationToken);

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        _log.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => _log.GetHeadAsync(model, cancellationToken);

    public IDisposable Observe(string model, Action<LogHead> moved)
    {
        _moved += moved;
        return _log.Observe(model, head =>
        {
            if (!_isHeld)
            {
                moved(head);
            }
        });
    }
}
