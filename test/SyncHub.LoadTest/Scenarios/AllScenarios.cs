using SyncHub.LoadTest.Scenarios.Cluster;
using SyncHub.LoadTest.Scenarios.LiveQueries;
using SyncHub.LoadTest.Scenarios.RedisAppend;
using SyncHub.LoadTest.Scenarios.Secured;

namespace SyncHub.LoadTest.Scenarios;

internal static class AllScenarios
{
    private static readonly IScenario[] All =
    [
        new FanoutScenario(),
        new PacedScenario(),
        new SubscriptionsScenario(),
        new KeysScenario(),
        new ResumeScenario(),
        new ReconnectScenario(),
        new StalledScenario(),
        new LiveQueriesScenario(),
        new SecuredScenario(),
        new RedisAppendScenario(),
        new ClusterPushScenario(),
        new ClusterIdleScenario(),
        new FailoverScenario(),
    ];

    public static IEnumerable<string> Names => All.Select(scenario => scenario.Name);

    public static IReadOnlyList<IScenario> Find(string name) =>
        name == "all" ? All
        : Array.Find(All, scenario => scenario.Name == name) is { } found ? [found]
        : throw new FormatException($"There is no scenario '{name}'; there are {string.Join(", ", Names)} and all.");
}
