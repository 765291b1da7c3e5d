using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Data;

/// <summary>A log whose appends can be made to fail, or to wait before and after they are stored.</summary>
internal sealed class FailingChangeLog(IChangeLog log) : IChangeLog
{
    public Exception? Failure { get; set; }

    public Func<Task> BeforeAppend { get; set; } = () => Task.CompletedTask;

    public Func<Task> AfterAppend { get; set; } = () => Task.CompletedTask;

    /// <summary>Lets others run before and after each append, as a log does that is reached over a network.</summary>
    public void YieldAroundAppends()
    {
        BeforeAppend = async () => await Task.Yield();
        AfterAppend = async () => await Task.Yield();
    }

    public ChangeLogHealth Health => log.Health;

    public async ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        await BeforeAppend();
        if (Failure is not null)
        {
            throw Failure;
        }

        var heads = await log.AppendAsync(commit, cancellationToken);
        await AfterAppend();
        return heads;
    }

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        log.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => log.GetHeadAsync(model, cancellationToken);

    public IDisposable Observe(string model, Action<LogHead> moved) => log.Observe(model, moved);
}
