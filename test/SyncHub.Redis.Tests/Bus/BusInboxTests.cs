using SyncHub.Redis.Bus;
using SyncHub.Server.Cluster;

namespace SyncHub.Redis.Tests.Bus;

public sealed class BusInboxTests
{
    [Fact]
    public async Task Post_MoreMessagesThanItHolds_LetsTheNewestGo()
    {
        var dropped = 0;
        var inbox = new BusInbox(() => dropped++, mostMessages: 3);

        for (byte n = 0; n < 5; n++)
        {
            inbox.Post(new NodeMessage("a", new[] { n }));
        }

        Assert.Equal(2, dropped);
        Assert.Equal(0, (await inbox.ReadAsync(CancellationToken.None)).Payload.Span[0]);
        inbox.Post(new NodeMessage("a", new byte[] { 9 }));
        Assert.Equal(2, dropped);
        int[] rest = [await ReadAsync(inbox), await ReadAsync(inbox), await ReadAsync(inbox)];
        Assert.Equal([1, 2, 9], rest);
    }

    [Fact]
    public async Task Post_MoreBytesThanItHolds_LetsTheNewestGoButTakesOneOfAnySize()
    {
        var dropped = 0;
        var inbox = new BusInbox(() => dropped++, mostBytes: 10);

        inbox.Post(new NodeMessage("a", new byte[100]));
        inbox.Post(new NodeMessage("a", new byte[1]));
        Assert.Equal(1, dropped);
        await inbox.ReadAsync(CancellationToken.None);
        inbox.Post(new NodeMessage("a", new byte[4]));
        inbox.Post(new NodeMessage("a", new byte[6]));
        inbox.Post(new NodeMessage("a", new byte[1]));

        Assert.Equal(2, dropped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public void Frame_WhatWasWritten_IsRead(int length)
    {
        var node = BusFrame.NewNode();
        var payload = Enumerable.Range(0, length).Select(n => (byte)n).ToArray();

        Assert.True(BusFrame.TryRead(BusFrame.Write(node, payload), out var message));

        Assert.Equal(node, message.Publisher);
        Assert.Equal(payload, message.Payload.ToArray());
        Assert.False(BusFrame.TryRead(new byte[15], out _));
    }

    private static async Task<int> ReadAsync(BusInbox inbox) => (await inbox.ReadAsync(CancellationToken.None)).Payload.Span[0];
}
