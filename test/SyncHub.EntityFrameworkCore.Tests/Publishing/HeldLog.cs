using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

/// <summary>A change log whose appends a test holds, or has fail. What reads it is not held.</summary>
internal sealed class HeldLog(IChangeLog inner) : IChangeLog
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _hold;
    private (int Appends, TaskCompletionSource Signal)? _awaited;
    private int _waiting;
    private Task _before = Task.CompletedTask;
    private int _failures;

    public IChangeLog Inner => inner;

    public ChangeLogHealth Health => inner.Health;

    /// <summary>Appends wait from now on.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _hold = NewSignal();
            _waiting = 0;
        }
    }

    /// <summary>Completes when so many appends wait.</summary>
    public Task WhenHeldAsync(int appends = 1)
    {
        lock (_gate)
        {
            var signal = NewSignal();
            _awaited = (appends, signal);
            Look_NeedsLock();
            return signal.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Those that wait go on; those to come wait.</summary>
    public void Pass()
    {
        lock (_gate)
        {
            _hold?.TrySetResult();
            _hold = NewSignal();
            _waiting = 0;
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
        Task before;
        var done = NewSignal();
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
                _waiting++;
                Look_NeedsLock();
            }

            before = _before;
            _before = done.Task;
        }

        try
        {
            // In the order of the calls, as a log promises.
            await held.WaitAsync(cancellationToken);
            await before.WaitAsync(cancellationToken);
            return await inner.AppendAsync(commit, cancellationToken);
        }
        finally
        {
            done.SetResult();
        }
    }

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => inner.GetHeadAsync(model, cancellationToken);

    /// <summary>Whether somebody has said that changes are lost.</summary>
    public bool HasLost { get; private set; }

    public void ChangesLost() => HasLost = true;

    public IDisposable Observe(string model, Action<LogHead> moved) => inner.Observe(model, moved);

    private void Look_NeedsLock()
    {
        if (_awaited is { } awaited && _waiting >= awaited.Appends)
        {
            awaited.Signal.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
