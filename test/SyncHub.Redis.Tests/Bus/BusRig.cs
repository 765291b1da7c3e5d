using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using SyncHub.Redis.Bus;
using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Bus;

/// <summary>A node's end of a bus in Redis, with what it has received.</summary>
internal sealed class BusRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();

    private BusRig(RedisNodeBus bus)
    {
        Bus = bus;
        bus.Subscribe(message =>
        {
            _received.Writer.TryWrite($"{message.Publisher} {Encoding.UTF8.GetString(message.Payload.Span)}");
            return ValueTask.CompletedTask;
        });
    }

    public RedisNodeBus Bus { get; }

    /// <summary>Whatever is connected is connected to the server; one that is away is waited for elsewhere.</summary>
    public static Task<BusRig> StartAsync(RedisServer server, string prefix, bool isThere = true) => StartAsync(server.Endpoint, prefix, RedisGuards.None, isThere);

    public static async Task<BusRig> StartAsync(string endpoint, string prefix, RedisGuards without, bool isThere = true)
    {
        var options = new RedisLogOptions { Prefix = prefix, QuietInterval = TimeSpan.FromMilliseconds(300), ResponseTimeout = TimeSpan.FromSeconds(2) };
        var rig = new BusRig(new RedisNodeBus(
            ConfigurationOptions.Parse(endpoint), options, TimeProvider.System, NullLogger.Instance, meters: null, RedisGuards.All & ~without));
        if (isThere)
        {
            await rig.WhenConnectedAsync();
        }

        return rig;
    }

    public Task WhenConnectedAsync() => Bus.WhenConnectedAsync().WaitAsync(Patience);

    public Task<bool> PublishAsync(string text) => Bus.PublishAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(Patience);

    public Task<string> NextAsync() => _received.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public ValueTask DisposeAsync() => Bus.DisposeAsync();
}
