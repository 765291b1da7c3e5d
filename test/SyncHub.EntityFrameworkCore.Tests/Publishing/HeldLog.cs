using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

/// <summary>A change log whose appends a test holds, or has fail. What reads it is not held.</summary>
internal sealed class HeldLog(IChangeLog inner) : IChangeLog
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _hold;
    private TaskCompletionSource _arrived = NewSignal();
    private int _failures;

    public IChangeLog Inner => inner;

    public ChangeLogHealth Health => inner.Health;

    /// <summary>Appends wait from now on.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _hold = NewSignal();
            _arrived = NewSignal();
        }
    }

    /// <summary>Completes when an append waits.</summary>
    public Task WhenHeldAsync()
    {
        lock (_gate)
        {
            return _arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _hold?.TrySetResult();
            _hold = null;
        }
    }

    /// <summary>The next appends fail.</summary>
    public void Fail(int times)
    {
        lock (_gate)
        {
            _failures = times;
        }
    }

    public async ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        Task held;
        lock (_gate)
        {
            if (_failures > 0)
            {
                _failures--;
                throw new IOException("The log is away.");
            }

            held = _hold?.Task ?? Task.CompletedTask;
            if (_hold is not null)
            {
                _arrived.TrySetResult();
            }
        }

        await held.WaitAsync(cancellationToken);
        return await inner.AppendAsync(commit, cancellationToken);
    }

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => inner.GetHeadAsync(model, cancellationToken);

    public IDisposable Observe(string model, Action<LogHead> moved) => inner.Observe(model, moved);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
