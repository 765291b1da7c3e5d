using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>The data set as a source that tests hold up, make fail, or have compare in its own way; it counts its reads.</summary>
internal sealed class TestedSource : ICollectionSource<Item>
{
    private readonly SemaphoreSlim _reading = new(0);
    private TaskCompletionSource _gate = new();
    private DataSet<Item, int>? _items;
    private IChangeLog? _log;
    private int _reads;
    private RowsRead<Item>? _last;
    private int _late;

    public TestedSource() => Open();

    public QueryEvaluation Evaluation { get; init; } = QueryEvaluation.InMemory;

    /// <summary>What reads throw; null for nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How many queries were answered.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Runs before the rows are looked at.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs after.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Changes what was read.</summary>
    public Func<RowsRead<Item>, RowsRead<Item>> Alter { get; set; } = read => read;

    public TestServerSettings Settings(Action<SyncHubOptions>? options = null) => new()
    {
        Options = options,
        Services = services => services.AddKeyedSingleton<IEntitySource>(typeof(Item), (provider, _) =>
        {
            _log = provider.GetRequiredService<IChangeLog>();
            _items = provider.GetRequiredService<DataSet<Item, int>>();
            return this;
        }),
    };

    /// <summary>The next reads show what the last one did: the source does not show yet what the log already has.</summary>
    public void Lag(int reads) => Volatile.Write(ref _late, reads);

    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public Task WhenReadingAsync() => _reading.WaitAsync(TimeSpan.FromSeconds(20));

    public ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken) => _items!.ReadAsync(key, cancellationToken);

    public async ValueTask<RowsRead<Item>> ReadAsync(RowRange<Item> range, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        _reading.Release();
        await _gate.Task.WaitAsync(cancellationToken);
        if (Failure is { } failure)
        {
            throw failure;
        }

        await BeforeRead();
        var head = await _log!.GetHeadAsync(nameof(Item), cancellationToken);
        var read = await _items!.ReadAsync(range, cancellationToken);
        while (Evaluation == QueryEvaluation.Requery && read.Position!.Value.Seq < head.Seq)
        {
            // A database shows a write before the log has it; the data set shows it a moment later, and says so.
            await Task.Yield();
            read = await _items.ReadAsync(range, cancellationToken);
        }

        await AfterRead();
        if (Interlocked.Decrement(ref _late) >= 0)
        {
            return _last!;
        }

        _last = read;
        return Alter(Evaluation == QueryEvaluation.InMemory ? read : read with { Position = null });
    }
}
