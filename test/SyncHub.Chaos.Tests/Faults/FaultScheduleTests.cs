namespace SyncHub.Chaos.Tests.Faults;

public sealed class FaultScheduleTests
{
    private const int Nodes = 3;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Create_OfAMinute_HasEachKindForEachProcessWhateverTheSeed()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var faults = FaultSchedule.Create(seed, Minute, Nodes, redisMayBeEmptied: true);

            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                int?[] processes = kind.ToString().StartsWith("Node", StringComparison.Ordinal) ? [0, 1, 2] : [null];
                Assert.Equal(processes, faults.Where(fault => fault.Kind == kind).Select(fault => fault.Node).Distinct().Order());
            }
        }
    }

    [Fact]
    public void Create_WithOneSeed_IsTheSameAndWithOthersIsNot()
    {
        var faults = FaultSchedule.Create(7, Minute, Nodes, redisMayBeEmptied: true);

        Assert.Equal(faults, FaultSchedule.Create(7, Minute, Nodes, redisMayBeEmptied: true));
        Assert.NotEqual(faults, FaultSchedule.Create(8, Minute, Nodes, redisMayBeEmptied: true));
    }

    [Fact]
    public void Create_OfALongerTime_BeginsWithTheFaultsOfAShorterOne()
    {
        var faults = FaultSchedule.Create(7, Minute, Nodes, redisMayBeEmptied: true);
        var more = FaultSchedule.Create(7, 10 * Minute, Nodes, redisMayBeEmptied: true);

        Assert.Equal(faults, more.Take(faults.Count));
        Assert.True(more.Count > 5 * faults.Count);
        Assert.All(more, fault => Assert.InRange(fault.At, TimeSpan.Zero, 10 * Minute));
    }

    [Fact]
    public void Create_WhereRedisLosesNothing_NeverEmptiesIt() =>
        Assert.DoesNotContain(FaultSchedule.Create(7, 10 * Minute, Nodes, redisMayBeEmptied: false), fault => fault.Kind == FaultKind.RedisEmpty);
}
