using SyncHub.Server.Windows;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Windows;

public sealed class OrderedViewOracleTests(ITestOutputHelper output)
{
    private const int Runs = 1_500;
    private const int Steps = 60;

    private static readonly int[] FullLimits = [0, 0, 3, 8, 1_000];
    private static readonly int[] WaitingLimits = [2, 6, 10_000, 10_000];
    private static readonly int[] Skips = [0, 0, 0, 1, 2, 4, 9, 30];
    private static readonly int?[] Tops = [0, 1, 1, 2, 3, 5, 9, 30, null];

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 12)]
    [InlineData(3, 24)]
    public void Pages_RandomWritesReadsAndRaces_EqualSortAndSlice(int seed, int keys)
    {
        output.WriteLine($"seed {seed}, {keys} keys");
        var random = new Random(seed);
        var seen = new Dictionary<string, int>();
        for (var run = 0; run < Runs; run++)
        {
            var options = new ViewOptions { FullLimit = Pick(random, FullLimits), WaitingLimit = Pick(random, WaitingLimits) };
            var removals = random.Next(1, 4);
            List<RunStep> steps = [.. Enumerable.Range(0, Steps).Select(number => RandomStep(random, keys, number, removals))];
            try
            {
                foreach (var (what, count) in ViewRun.Run(options, steps))
                {
                    seen[what] = seen.GetValueOrDefault(what) + count;
                }
            }
            catch (Exception) when (Failure(options, steps) is not null)
            {
                var shortest = Shrink.Minimal(steps, rest => Failure(options, rest) is not null);
                Assert.Fail($"Seed {seed}, run {run}, {options}: {Failure(options, shortest)!.Message}\n{string.Join('\n', shortest)}");
            }
        }

        output.WriteLine(string.Join(", ", seen.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}")));
        Assert.All(
            [
                "checked", "changes", "changes while waiting", "runs dry", "starts over", "opening waits", "opened while waiting", "snapshot",
                "refill", "raced refill", "refill from the future", "stale refill", "refill not enough", "Insert", "Update", "Move", "Remove",
            ],
            what => Assert.True(seen.GetValueOrDefault(what) > 20, $"'{what}' hardly ever happened"));
    }

    private static Exception? Failure(ViewOptions options, IReadOnlyList<RunStep> steps) => Record.Exception(() => ViewRun.Run(options, steps));

    private static RunStep RandomStep(Random random, int keys, int number, int removals) => number switch
    {
        0 => RandomWrite(random, keys, 2 * keys, removals: 1),
        1 => new RunStep.Open(Pick(random, Skips), Pick(random, Tops)),
        _ => random.Next(20) switch
        {
            0 => new RunStep.Open(Pick(random, Skips), Pick(random, Tops)),
            1 => random.Next(3) == 0 ? new RunStep.Close(random.Next(4)) : RandomWrite(random, keys, 1, removals),
            2 => random.Next(4) == 0 ? new RunStep.Reload(random.Next(8)) : RandomWrite(random, keys, 3, removals),
            3 => random.Next(2) == 0 ? new RunStep.Lag() : RandomWrite(random, keys, 1, removals),
            4 => new RunStep.CatchUp(random.Next(2) == 0),
            5 or 6 or 7 => new RunStep.Read(random.Next(3) == 0 ? random.Next(3) : int.MaxValue),
            8 or 9 or 10 => new RunStep.Deliver(),
            _ => RandomWrite(random, keys, random.Next(3) == 0 ? 5 : 1, removals),
        },
    };

    private static RunStep.Write RandomWrite(Random random, int keys, int most, int removals) =>
        new([.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => RandomRow(random, keys, removals))]);

    private static (SyncKey Key, ModelRow? Row) RandomRow(Random random, int keys, int removals)
    {
        SyncKey key = $"k{random.Next(keys):00}";
        int? sort = random.Next(4) == 0 ? null : random.Next(3);
        return random.Next(5) < removals ? (key, null) : (key, new ModelRow(random.Next(5) != 0, sort, random.Next(3)));
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
