using SyncHub.Server.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

public sealed class DrainChainTests
{
    [Fact]
    public async Task RunAsync_AnyCountAgainAndAgain_DrainsEachOnce()
    {
        var chain = new DrainChain();
        var limits = new OutboxLimits(1000, TimeSpan.FromSeconds(1));
        var time = new ManualTimeProvider();
        int[] counts = [1, 23, 24, 25, 48, 49, 0, 200, 1000, 3];
        foreach (var count in counts)
        {
            var connections = Enumerable.Range(0, count).Select(n => new FanoutConnection($"c{n}", stalls: n % 7 == 3)).ToList();
            var outboxes = connections.ConvertAll(connection => new Outbox(connection.Hub, limits, time));
            var block = new FanoutBlock([FanoutConnection.Message("p", count)]);
            for (var n = 0; n < count; n++)
            {
                var bytes = block.Encode(connections[n].Hub.Protocol, _ => { }).Bytes;
                outboxes[n].Append(new OutboxItem(OutboxItemKind.Application, block, bytes, null, null), []);
            }

            await chain.RunAsync(outboxes).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

            Assert.All(outboxes, outbox => Assert.Equal(0, outbox.QueuedBytes));
            Assert.All(connections, connection => Assert.Equal([$"p({count})"], connection.Read()));
        }
    }
}
