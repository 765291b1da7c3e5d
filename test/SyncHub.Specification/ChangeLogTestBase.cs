using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;
using Xunit;

namespace SyncHub.Specification;

/// <summary>Makes the logs of a specification's tests and disposes of them.</summary>
public abstract class ChangeLogTestBase : IAsyncLifetime
{
    private readonly List<IChangeLog> _logs = [];

    /// <summary>The clock of the logs.</summary>
    protected ManualTimeProvider Time { get; } = new();

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        foreach (var log in _logs)
        {
            switch (log)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    /// <summary>Makes a log without a past, of an epoch of its own, for these models.</summary>
    protected abstract Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time);

    /// <summary>A new log of models with the default retention.</summary>
    protected Task<IChangeLog> CreateAsync(params string[] models) =>
        CreateAsync(models.ToDictionary(model => model, _ => ChangeRetention.Default));

    /// <summary>A new log of the models given.</summary>
    protected async Task<IChangeLog> CreateAsync(IReadOnlyDictionary<string, ChangeRetention> models)
    {
        var log = await CreateLogAsync(models, Time);
        _logs.Add(log);
        return log;
    }
}
