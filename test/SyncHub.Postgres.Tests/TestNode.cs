using System.Threading.Channels;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Postgres.Tests;

/// <summary>A node's log over a database that tests mistreat, with intervals short enough for tests.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static readonly IReadOnlyDictionary<string, ChangeRetention> Models =
        new Dictionary<string, ChangeRetention> { ["tasks"] = ChangeRetention.Default, ["notes"] = ChangeRetention.Default };

    private TestNode(PostgresChangeLog log, LogSignals signals)
    {
        Log = log;
        Signals = signals;
    }

    public PostgresChangeLog Log { get; }

    public LogSignals Signals { get; }

    /// <summary>Opens a log; it need not be ready.</summary>
    public static TestNode Open(
        string database, string schema, PostgresGuards without = PostgresGuards.None, Action<PostgresLogOptions>? configure = null, PostgresLogSeams? seams = null, IReadOnlyDictionary<string, ChangeRetention>? models = null)
    {
        var options = new PostgresLogOptions { Schema = schema, QuietInterval = TimeSpan.FromMilliseconds(100) };
        configure?.Invoke(options);
        Assert.Empty(options.Problems());
        var signals = new LogSignals();
        seams = (seams ?? new PostgresLogSeams()) with { Guards = PostgresGuards.All & ~without };
        return new TestNode(new PostgresChangeLog(database, models ?? Models, options, TimeProvider.System, signals, seams), signals);
    }

    /// <summary>Opens a log and waits until it is ready.</summary>
    public static async Task<TestNode> StartAsync(
        string database, string schema, PostgresGuards without = PostgresGuards.None, Action<PostgresLogOptions>? configure = null, PostgresLogSeams? seams = null, IReadOnlyDictionary<string, ChangeRetention>? models = null)
    {
        var node = Open(database, schema, without, configure, seams, models);
        await node.Log.WhenReadyAsync().WaitAsync(Patience);
        return node;
    }

    /// <summary>Appends one change of a key of its own; completes as the log says.</summary>
    public Task<LogHead> WriteAsync(string key, string model = "tasks", int bytes = 20) => WriteAsync([Changes.Add(model, key, bytes)]);

    public async Task<LogHead> WriteAsync(Change[] changes)
    {
        var heads = await Log.AppendAsync(new Commit(changes)).AsTask().WaitAsync(Patience);
        return heads[changes[0].Model];
    }

    /// <summary>Waits until the model's head is as asked for.</summary>
    public async Task<LogHead> UntilAsync(Func<LogHead, bool> reached, string model = "tasks")
    {
        var moved = Channel.CreateUnbounded<LogHead>();
        using var observation = Log.Observe(model, head => moved.Writer.TryWrite(head));
        using var limit = new CancellationTokenSource(Patience);
        var head = await Log.GetHeadAsync(model, limit.Token);
        while (!reached(head))
        {
            head = await moved.Reader.ReadAsync(limit.Token);
        }

        return head;
    }

    /// <summary>The keys of all entries that the node has, in order.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string model = "tasks")
    {
        var slice = await Log.ReadAsync(model, 0, 100_000);
        slice = await Log.ReadAsync(model, slice.FloorSeq, 100_000);
        return [.. slice.Entries.Select(entry => entry.Change.Key.Text)];
    }

    public async Task<string> EpochAsync() => (await Log.GetHeadAsync("tasks").AsTask().WaitAsync(Patience)).Epoch;

    /// <summary>Waits until the node has looked so often where the log stands, from now on.</summary>
    public async Task LooksAsync(int count)
    {
        for (var look = 0; look < count; look++)
        {
            await Log.WhenLookedAsync().WaitAsync(Patience);
        }
    }

    public ValueTask DisposeAsync() => Log.DisposeAsync();
}
