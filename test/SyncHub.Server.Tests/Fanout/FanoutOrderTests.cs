using SyncHub.Server.Fanout;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>Random steps of everything at once, against an oracle per connection.</summary>
public sealed class FanoutOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Steps_SeveralWritersAtOnce_EachConnectionGetsEachGroupExactlyFromAnswerToLeave(int seed)
    {
        await using var rig = new PumpRig(bytes: 1024 * 1024);
        var connections = rig.Connect(30);

        var expected = await Task.WhenAll(Enumerable.Range(0, 4).Select(group => Task.Run(() => WriteAsync(rig, connections, $"g{group}", new Random(seed * 10 + group)))));
        await rig.SettleAsync();

        for (var n = 0; n < connections.Count; n++)
        {
            var read = connections[n].Read();
            for (var group = 0; group < expected.Length; group++)
            {
                Assert.Equal(expected[group][n], read.Where(message => message.Contains($"g{group}:", StringComparison.Ordinal)));
            }

            Assert.Equal(read.Count, expected.Sum(lists => lists[n].Count));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Steps_ReadersStallAndComeBack_NoGapWithoutAnswerNoPositionPastAGapAndAllConverge(int seed)
    {
        var random = new Random(seed);
        await using var rig = new PumpRig(bytes: 600);
        var readers = Enumerable.Range(0, 8).Select(n => new FanoutConnection($"c{n}", stalls: true)).ToDictionary(c => c.Id, c => new StalledReaderOracle(c));
        foreach (var reader in readers.Values)
        {
            rig.Connect(reader.Connection);
            foreach (var group in StalledReaderOracle.Groups)
            {
                rig.Answer(reader.Connection.Id, group, $"{group}:0");
            }
        }

        var heads = StalledReaderOracle.Groups.ToDictionary(group => group, _ => 0);
        for (var step = 0; step < 6000; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    var group = StalledReaderOracle.Groups[random.Next(heads.Count)];
                    rig.Send(group, "p", $"{group}:{++heads[group]}");
                    break;
                case 6:
                    rig.Position(StalledReaderOracle.Groups, string.Join(' ', heads.Select(head => $"{head.Key}:{head.Value}")));
                    break;
                case 7:
                    rig.Time.Advance(TimeSpan.FromMilliseconds(random.Next(600)));
                    break;
                case 8:
                    readers[$"c{random.Next(readers.Count)}"].ReadOnce();
                    break;
                default:
                    await rig.SettleAsync();
                    Refresh(rig, heads, onlyReading: true);
                    break;
            }
        }

        await rig.SettleAsync();
        Refresh(rig, heads, onlyReading: false);
        await rig.SettleAsync();

        Assert.True(rig.Overflows > 10, $"seed {seed}: the test provokes too few overflows ({rig.Overflows})");
        Assert.All(readers.Values, reader =>
        {
            reader.ReadAll();
            Assert.Equal(heads, reader.Seen);
        });
        Assert.Empty(rig.Failures);
    }

    // As a feed does: the answer takes its place behind the pushes that it contains.
    private static void Refresh(PumpRig rig, Dictionary<string, int> heads, bool onlyReading)
    {
        for (var waiting = rig.Stale.Count; waiting > 0 && rig.Stale.TryDequeue(out var stale); waiting--)
        {
            if (onlyReading && !stale.Member.Outbox.WhenReadingAsync().IsCompleted)
            {
                rig.Stale.Enqueue(stale);
                continue;
            }

            rig.Answer(stale.Member.Connection.ConnectionId, stale.Group, $"{stale.Group}:{heads[stale.Group]}");
        }
    }

    private static async Task<List<string>[]> WriteAsync(PumpRig rig, List<FanoutConnection> connections, string group, Random random)
    {
        var expected = connections.ConvertAll(_ => new List<string>()).ToArray();
        var members = new HashSet<int>();
        for (var n = 0; n < 1500; n++)
        {
            var connection = random.Next(connections.Count);
            switch (random.Next(8))
            {
                case 0:
                    members.Add(connection);
                    expected[connection].Add($"Answer({group}:{n})");
                    await rig.Pump.EnqueueAsync(new FanoutItem.Answer(connections[connection].Id, FanoutConnection.Message("Answer", $"{group}:{n}"), group));
                    break;
                case 1:
                    members.Remove(connection);
                    await rig.Pump.EnqueueAsync(new FanoutItem.Leave(connections[connection].Id, group, Done: null));
                    break;
                default:
                    foreach (var member in members)
                    {
                        expected[member].Add($"p({group}:{n})");
                    }

                    await rig.Pump.EnqueueAsync(new FanoutItem.Send(new FanoutTarget.Group(group), FanoutConnection.Message("p", $"{group}:{n}")));
                    break;
            }
        }

        return expected;
    }
}
