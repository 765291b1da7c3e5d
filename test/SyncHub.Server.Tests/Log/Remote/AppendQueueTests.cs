using SyncHub.Server.Log.Remote;

namespace SyncHub.Server.Tests.Log.Remote;

public sealed class AppendQueueTests
{
    private const int MostCommits = 12;
    private const long MostBytes = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnySequence_AgainstAList_IsTheSame(int seed)
    {
        var random = new Random(seed);
        var queue = new AppendQueue(MostCommits, MostBytes);
        var oracle = new List<PendingCommit>();
        var sent = 0;
        var drops = 0;
        for (var step = 0; step < 20_000; step++)
        {
            switch (random.Next(8))
            {
                case < 3:
                    var commit = Commit(random.Next(1, 60));
                    oracle.Add(commit);
                    var dropped = queue.Add(commit);
                    if (oracle.Count > MostCommits || oracle.Sum(waiting => waiting.Bytes) > MostBytes)
                    {
                        Assert.Equal(oracle, dropped);
                        oracle.Clear();
                        sent = 0;
                        drops++;
                    }
                    else
                    {
                        Assert.Empty(dropped);
                    }

                    break;
                case < 5:
                    Assert.Same(sent < oracle.Count ? oracle[sent] : null, queue.TrySend());
                    sent = Math.Min(sent + 1, oracle.Count);
                    break;
                case < 7 when sent > 0:
                    Assert.True(queue.Remove(oracle[0]));
                    oracle.RemoveAt(0);
                    sent--;
                    break;
                case 7 when random.Next(10) == 0:
                    queue.Rewind();
                    sent = 0;
                    break;
            }

            Assert.Equal((oracle.Count, oracle.LastOrDefault()), (queue.Count, queue.Last));
        }

        Assert.InRange(drops, 1, 20_000);
    }

    [Fact]
    public void Add_LargerThanAllowedByItself_GoesThroughAlone()
    {
        var queue = new AppendQueue(MostCommits, MostBytes);
        var large = Commit(1000);

        Assert.Empty(queue.Add(large));
        Assert.Same(large, queue.TrySend());
        Assert.Equal(2, queue.Add(Commit(1)).Count);
    }

    [Fact]
    public void Remove_DroppedMeanwhile_IsFalse()
    {
        var queue = new AppendQueue(MostCommits, MostBytes);
        var commit = Commit(1);
        queue.Add(commit);
        queue.TakeAll();

        Assert.False(queue.Remove(commit));
    }

    [Fact]
    public void Add_Closed_Throws()
    {
        var queue = new AppendQueue(MostCommits, MostBytes);
        queue.Close();

        Assert.Throws<ObjectDisposedException>(() => queue.Add(Commit(1)));
    }

    private static PendingCommit Commit(int bytes) => new([new PendingPart("tasks", 1, bytes, new byte[bytes])]);
}
