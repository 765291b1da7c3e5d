using SyncHub.Chaos.Tests.Clients;
using SyncHub.Chaos.Tests.Cluster;
using SyncHub.Chaos.Tests.Writing;
using SyncHub.ClusterNode.Writes;

namespace SyncHub.Chaos.Tests;

/// <summary>
/// The failure that the chaos run has the outbox for, alone and at will: a node is killed when the database has a commit and the log has not. Asked with the
/// same question as there, whose answer is no where nothing guards against it.
/// </summary>
public sealed class LostCommitTests
{
    private const int Card = 7;
    private const int Marker = -1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Above what the guards need: a lease, 3 s, or until entries of another node are taken over, 2 s.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task NodeIsKilledBetweenCommitAndAppend_WithTheOutboxOrTheLease_ViewsComeToEqualTheDatabase(bool durable, bool commitsAreDurable)
    {
        await using var cluster = await NodeCluster.StartAsync(new ClusterOptions { Nodes = 2, Durable = durable, CommitsAreDurable = commitsAreDurable });
        var book = new WriteBook();
        using var writer = new NodeWriter(book);
        await using var follower = new Follower("follower", [cluster.Nodes[1]], new Truth(cluster), book, [Card], [Marker]);

        await LoseAsync(cluster, writer, follower);

        Assert.Empty(await Convergence.WaitAsync([follower], Patience));
        Assert.Empty(follower.Handles.SelectMany(handle => handle.Complaints));
    }

    [Fact]
    public async Task NodeIsKilledBetweenCommitAndAppend_WithNeither_ViewsStayBehind()
    {
        await using var cluster = await NodeCluster.StartAsync(new ClusterOptions { Nodes = 2, Durable = false, CommitsAreDurable = true });
        var book = new WriteBook();
        using var writer = new NodeWriter(book);
        await using var follower = new Follower("follower", [cluster.Nodes[1]], new Truth(cluster), book, [Card], [Marker]);

        await LoseAsync(cluster, writer, follower);

        var differences = (await Convergence.WaitAsync([follower], Longest)).Select(pair => pair.Difference).ToList();
        Assert.Contains(differences, difference => difference.StartsWith($"{nameof(CardRow)} {Card} ", StringComparison.Ordinal));

        // All else works: what the other node writes arrives, and only the lost commit stays away.
        await writer.WriteUntilDoneAsync(cluster.Nodes[1], WriteGenerator.Marker(Marker));
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        Assert.Null(await follower.Handles.Single(handle => handle.Name == $"{nameof(BoardRow)} {Marker}").ConvergeAsync(patience.Token));
        var shown = follower.Handles.OfType<FollowedEntity<CardRow>>().Single().Data;
        Assert.NotEqual((await new Truth(cluster).RowsAsync<CardRow>()).Single(card => card.Id == Card), shown);
    }

    /// <summary>Has the first node commit a change of a card that it can tell nobody of, and kills it.</summary>
    private static async Task LoseAsync(NodeCluster cluster, NodeWriter writer, Follower follower)
    {
        foreach (var first in WriteGenerator.First())
        {
            await writer.WriteUntilDoneAsync(cluster.Nodes[0], first);
        }

        Assert.Empty(await Convergence.WaitAsync([follower], Patience));
        await writer.HoldAsync(cluster.Nodes[0]);
        await writer.WriteUntilDoneAsync(cluster.Nodes[0], number => new Write(number, WriteKind.Save, [Card], Board: 1, Rank: 0));
        await cluster.Nodes[0].KillAsync();
    }
}
