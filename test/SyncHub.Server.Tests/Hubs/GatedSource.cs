using Microsoft.Extensions.DependencyInjection;
using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Hubs;

/// <summary>A model source that tests hold up, make fail, or do something beside.</summary>
internal sealed class GatedSource : IEntitySource
{
    private readonly SemaphoreSlim _reading = new(0);
    private TaskCompletionSource _gate = Opened();
    private IEntitySource? _rows;

    public Exception? Failure { get; set; }

    public int Reads { get; private set; }

    /// <summary>Whether the exact position of a read is passed on, as memory knows it, or not, as with a database.</summary>
    public bool KnowsPosition { get; set; } = true;

    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    public static TestServerSettings Settings(GatedSource source) => new()
    {
        Services = services => services.AddKeyedSingleton<IEntitySource>(typeof(Note), (provider, _) =>
        {
            source._rows = provider.GetRequiredService<DataSet<Note, int>>();
            return source;
        }),
    };

    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public Task WhenReadingAsync() => _reading.WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken)
    {
        Reads++;
        _reading.Release();
        await _gate.Task.WaitAsync(cancellationToken);
        if (Failure is { } failure)
        {
            throw failure;
        }

        await BeforeRead();
        var row = await _rows!.ReadAsync(key, cancellationToken);
        await AfterRead();
        return KnowsPosition ? row : row with { Position = null };
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
