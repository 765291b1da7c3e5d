using SyncHub.Server.Log;

namespace SyncHub.ClusterNode;

/// <summary>The log in Redis, which a test can have take nothing more: what is committed then has not been told when the process is killed.</summary>
internal sealed class HeldLog(IChangeLog inner) : IChangeLog
{
    private volatile bool _isHeld;

    public ChangeLogHealth Health => inner.Health;

    public bool IsShared => inner.IsShared;

    public TimeSpan ClockTolerance => inner.ClockTolerance;

    public void Hold() => _isHeld = true;

    public async ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        if (_isHeld)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        return await inner.AppendAsync(commit, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => inner.GetHeadAsync(model, cancellationToken);

    public IDisposable Observe(string model, Action<LogHead> moved) => inner.Observe(model, moved);

    public void ChangesLost() => inner.ChangesLost();
}
