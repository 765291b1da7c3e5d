using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests;

public sealed class SyncHubOptionsTests
{
    public static TheoryData<string, Action<SyncHubOptions>> Unusable => new()
    {
        { "Limits.SubscriptionsPerConnection is 0;", options => options.Limits.SubscriptionsPerConnection = 0 },
        { "Limits.KeyLength is 0;", options => options.Limits.KeyLength = 0 },
        { "Limits.OutboxBytes is 65535;", options => options.Limits.OutboxBytes = 65535 },
        { "Limits.ReceiveBytes is 1023;", options => options.Limits.ReceiveBytes = 1023 },
        { "PositionInterval is 00:00:00;", options => options.PositionInterval = TimeSpan.Zero },
        { "PositionInterval is 50.00:00:00;", options => options.PositionInterval = TimeSpan.FromDays(50) },
        { "SlowWrite is -00:00:01;", options => options.SlowWrite = TimeSpan.FromSeconds(-1) },
        { "SlowWrite is 50.00:00:00;", options => options.SlowWrite = TimeSpan.FromDays(50) },
        { "DrainSpread is -00:00:01;", options => options.DrainSpread = TimeSpan.FromSeconds(-1) },
        { "DrainSpread is 25.00:00:00;", options => options.DrainSpread = TimeSpan.FromDays(25) },
        { "Serializer is null;", options => options.Serializer = null! },
    };

    [Fact]
    public void Problems_Defaults_AreNone() => Assert.Empty(new SyncHubOptions().Problems());

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Problems_OneUnusable_NamesItsValue(string expected, Action<SyncHubOptions> configure)
    {
        var options = new SyncHubOptions();
        configure(options);

        Assert.StartsWith(expected, Assert.Single(options.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SeveralProblems_ReportsAllAtOnce()
    {
        var settings = new TestServerSettings { Options = options => options.Limits.KeyLength = 0 };

        var exception = await Assert.ThrowsAsync<SyncHubConfigurationException>(() => SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(note => note.Name("")).AddModel<Note, int>().AddModel<Keyless, int>(),
            settings));

        Assert.Contains(exception.Problems, problem => problem.StartsWith("Limits.KeyLength", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Contains("name is empty", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Contains("registered twice", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Contains("Keyless has no property", StringComparison.Ordinal));
        Assert.All(exception.Problems, problem => Assert.Contains(problem, exception.Message, StringComparison.Ordinal));
    }

    private sealed class Keyless
    {
        public string Name { get; init; } = string.Empty;
    }
}
