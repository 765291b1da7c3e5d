using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Server.Tests.Log;

public sealed class ChangeRingTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnySequence_AgainstAList_IsTheSame(int seed)
    {
        var random = new Random(seed);
        var retention = new ChangeRetention(TimeSpan.FromSeconds(random.Next(1, 200)), random.Next(1, 400), random.Next(100, 20_000));
        var ring = new ChangeRing(retention);
        var oracle = new List<LogEntry>();
        var seq = 0L;
        var now = Start;
        for (var step = 0; step < 20_000; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    var entry = Entry(++seq, now, random.Next(10, 200));
                    ring.Append(entry);
                    oracle.Add(entry);
                    break;
                case < 8:
                    ring.Prune(now);
                    while (oracle.Count > retention.Count
                        || oracle.Sum(SizeOf) > retention.Bytes
                        || (oracle.Count > 0 && now - oracle[0].Timestamp >= retention.Age))
                    {
                        oracle.RemoveAt(0);
                    }

                    break;
                case 8:
                    now += TimeSpan.FromSeconds(random.Next(random.Next(20) == 0 ? 500 : 3));
                    break;
                default:
                    var after = random.NextInt64(Math.Max(0, seq - 500), seq + 2);
                    var most = random.Next(1, 300);
                    var floor = seq - oracle.Count;
                    var expected = after < floor ? [] : oracle.Where(kept => kept.Seq > after).Take(most);
                    Assert.Equal(expected, ring.Read(after, most), ReferenceEqualityComparer.Instance);
                    break;
            }

            Assert.Equal(
                (seq, seq - oracle.Count, oracle.Count, oracle.Count == 0 ? null : (DateTimeOffset?)(oracle[0].Timestamp + retention.Age)),
                (ring.HeadSeq, ring.FloorSeq, ring.Count, ring.NextExpiry));
            if (step % 50 == 0)
            {
                Assert.Equal(oracle.Sum(SizeOf), ring.Bytes);
            }
        }
    }

    [Fact]
    public void Append_AfterAHole_Throws()
    {
        var ring = new ChangeRing(ChangeRetention.Default);
        ring.Append(Entry(1, Start, 20));

        Assert.Throws<ArgumentException>(() => ring.Append(Entry(3, Start, 20)));
    }

    private static long SizeOf(LogEntry entry) => entry.Change.Before.Utf8.Length + entry.Change.After.Utf8.Length;

    private static LogEntry Entry(long seq, DateTimeOffset timestamp, int bytes) => new()
    {
        Change = Changes.Update("tasks", seq, bytes),
        Seq = seq,
        CommitFirstSeq = seq,
        CommitSeq = seq,
        Timestamp = timestamp,
    };
}
