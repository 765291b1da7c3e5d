using SyncHub.Chaos.Tests.Faults;
using Xunit.Abstractions;

namespace SyncHub.Chaos.Tests;

/// <summary>
/// Nodes and Redis are killed, halted and restarted at random while rows are written; when that has ended, every client's every view equals the database.
/// <c>SYNCHUB_CHAOS_MINUTES</c> and <c>SYNCHUB_CHAOS_SEED</c> say for how long and which failures.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Chaos_WhenFaultsEnd_EveryViewEqualsTheDatabase()
    {
        var settings = ChaosSettings.FromEnvironment();
        var schedule = FaultSchedule.Create(settings.Seed, settings.Duration, settings.Cluster.Nodes, redisMayBeEmptied: !settings.Cluster.RedisLosesNothing);
        output.WriteLine($"seed {settings.Seed}, {settings.Duration}, Redis loses {(settings.Cluster.RedisLosesNothing ? "nothing" : "what it has not saved")}");
        output.WriteLine(string.Join(Environment.NewLine, schedule));

        await using var run = await ChaosRun.StartAsync(settings, output.WriteLine);
        var counts = await run.RageAsync(schedule);
        Assert.Equal(schedule.Select(fault => fault.Kind).Distinct().Order(), counts.Keys.Order());
        await run.SettleAsync();
    }
}
