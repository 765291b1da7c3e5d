using System.Threading.Channels;
using StackExchange.Redis;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Redis.Tests;

/// <summary>A node's log over a Redis that tests mistreat, with intervals short enough for tests.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, ChangeRetention> Models = new() { ["tasks"] = ChangeRetention.Default, ["notes"] = ChangeRetention.Default };

    private TestNode(RedisChangeLog log, LogSignals signals)
    {
        Log = log;
        Signals = signals;
    }

    public RedisChangeLog Log { get; }

    public LogSignals Signals { get; }

    /// <summary>Opens a log; it need not be ready.</summary>
    public static TestNode Open(string endpoint, RedisGuards without = RedisGuards.None, Action<RedisLogOptions>? configure = null, bool saysGoodbye = true)
    {
        var options = new RedisLogOptions
        {
            QuietInterval = TimeSpan.FromMilliseconds(100),
            ResponseTimeout = TimeSpan.FromSeconds(2),
            LeaseDuration = TimeSpan.FromSeconds(60),
        };
        configure?.Invoke(options);
        Assert.Empty(options.Problems());
        var signals = new LogSignals();
        var configuration = ConfigurationOptions.Parse(endpoint);
        configuration.ConnectTimeout = 2000;
        var log = new RedisChangeLog(
            configuration, Models, options, TimeProvider.System, signals, meters: null, new RedisLogSeams { Guards = RedisGuards.All & ~without, SaysGoodbye = saysGoodbye });
        return new TestNode(log, signals);
    }

    /// <summary>Opens a log and waits until it is ready.</summary>
    public static async Task<TestNode> StartAsync(string endpoint, RedisGuards without = RedisGuards.None, Action<RedisLogOptions>? configure = null, bool saysGoodbye = true)
    {
        var node = Open(endpoint, without, configure, saysGoodbye);
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

    public ValueTask DisposeAsync() => Log.DisposeAsync();
}
