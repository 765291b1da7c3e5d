using Microsoft.AspNetCore.SignalR.Client;

namespace SyncHub.Client.Tests.Options;

public sealed class OptionsValidationTests
{
    [Fact]
    public void Check_Defaults_HaveNoProblem() =>
        Assert.Empty(OptionsValidation.Check(new SyncClientOptions(), new Uri("http://localhost:5000/sync")));

    public static TheoryData<string, Action<SyncClientOptions>> Problems { get; } = new()
    {
        { "ReconnectBaseDelay is 00:00:00", options => options.ReconnectBaseDelay = TimeSpan.Zero },
        { "ReconnectMaxDelay is 00:00:00.5000000", options => options.ReconnectMaxDelay = TimeSpan.FromSeconds(0.5) },
        { "KeepAliveInterval is -00:00:01", options => options.KeepAliveInterval = TimeSpan.FromSeconds(-1) },
        { "ServerTimeout is 00:00:15", options => options.ServerTimeout = TimeSpan.FromSeconds(15) },
        { "ConnectTimeout is 00:00:00", options => options.ConnectTimeout = TimeSpan.Zero },
        { "SuspendDelay is -00:00:02", options => options.SuspendDelay = TimeSpan.FromSeconds(-2) },
        { "MaxReconnectAttempts is -1", options => options.MaxReconnectAttempts = -1 },
        { "MaxSuspended is -1", options => options.MaxSuspended = -1 },
        { "Cache is null", options => options.Cache = null! },
        { "Cache.SchemaVersion is ''", options => options.Cache.SchemaVersion = "" },
        { "Cache.MaxAge is 00:00:00", options => options.Cache.MaxAge = TimeSpan.Zero },
        { "Cache.SaveDelay is -00:00:01", options => options.Cache.SaveDelay = TimeSpan.FromSeconds(-1) },
        { "Cache.StoreTimeout is 00:00:00", options => options.Cache.StoreTimeout = TimeSpan.Zero },
        {
            "Cache.Store is set together with AccessTokenFactory or SecretFactory, but Cache.User is not",
            options => (options.Cache.Store, options.SecretFactory) = (new MemoryCacheStore(), _ => ValueTask.FromResult<string?>("t"))
        },
        {
            "Cache.Store is set together with AccessTokenFactory or SecretFactory, but Cache.User is not",
            options => (options.Cache.Store, options.AccessTokenFactory) = (new MemoryCacheStore(), _ => ValueTask.FromResult<string?>("t"))
        },
        { "TimeProvider is null", options => options.TimeProvider = null! },
        { "EntityJsonOptions is null", options => options.EntityJsonOptions = null! },
        { "Model<Note>.Name is ''", options => options.Model<Note>(model => model.Name = "") },
        { "Model<Note>.SuspendDelay is -00:00:02", options => options.Model<Note>(model => model.SuspendDelay = TimeSpan.FromSeconds(-2)) },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Check_OneBadOption_NamesItsValue(string expected, Action<SyncClientOptions> spoil)
    {
        var options = new SyncClientOptions();
        spoil(options);

        Assert.StartsWith(expected, Assert.Single(OptionsValidation.Check(options, null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://host/sync")]
    [InlineData("/sync")]
    public void SyncClient_BadUrl_Throws(string url)
    {
        var exception = Assert.Throws<SyncOptionsException>(() => new SyncClient(url));

        Assert.Contains($"url is {url}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SyncClient_SeveralProblems_ReportsAllAtOnce()
    {
        var options = new SyncClientOptions { ConnectTimeout = TimeSpan.Zero, MaxSuspended = -1 };
        var exception = Assert.Throws<SyncOptionsException>(() => new SyncClient("ftp://host/sync", options));

        Assert.Equal(3, exception.Problems.Count);
        Assert.All(exception.Problems, problem => Assert.Contains(problem, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void SyncClient_OwnBuilderWithTokenAndHeaders_SaysWhereTheyBelong()
    {
        var options = new SyncClientOptions { AccessTokenFactory = _ => ValueTask.FromResult<string?>("t"), Headers = { ["a"] = "b" } };
        var exception = Assert.Throws<SyncOptionsException>(() => new SyncClient(new HubConnectionBuilder(), options));

        Assert.Equal(2, exception.Problems.Count);
    }
}
