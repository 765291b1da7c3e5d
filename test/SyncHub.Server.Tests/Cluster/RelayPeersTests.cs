using SyncHub.Server.Cluster;

namespace SyncHub.Server.Tests.Cluster;

public sealed class RelayPeersTests
{
    [Fact]
    public void IsNew_EachNodeHasItsOwnNumbers()
    {
        var peers = new RelayPeers();

        Assert.True(peers.IsNew("a", 1));
        Assert.True(peers.IsNew("b", 1));
        Assert.False(peers.IsNew("a", 1));
    }

    [Fact]
    public void IsNew_MoreNodesThanItKnows_ForgetsTheOneNotHeardOfForLongest()
    {
        var peers = new RelayPeers();
        for (var node = 0; node < RelayPeers.Limit; node++)
        {
            peers.IsNew($"{node}", 1);
        }

        peers.IsNew("0", 2);
        peers.IsNew("another", 1);

        Assert.False(peers.IsNew("0", 1));
        Assert.True(peers.IsNew("1", 1));
    }

    [Fact]
    public void IsFirstUnreadable_OncePerNode()
    {
        var peers = new RelayPeers();

        Assert.True(peers.IsFirstUnreadable("a"));
        Assert.False(peers.IsFirstUnreadable("a"));
        Assert.True(peers.IsFirstUnreadable("b"));
    }
}
