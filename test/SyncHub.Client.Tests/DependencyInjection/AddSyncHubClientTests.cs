using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SyncHub.Testing;

namespace SyncHub.Client.Tests.DependencyInjection;

public sealed class AddSyncHubClientTests
{
    private const string Url = "http://localhost:5000/sync";

    private static readonly ServiceProviderOptions Strict = new() { ValidateScopes = true, ValidateOnBuild = true };

    [Fact]
    public async Task AddSyncHubClient_Resolved_IsOneForAllScopes()
    {
        await using var provider = new ServiceCollection().AddSyncHubClient(Url).BuildServiceProvider(Strict);
        await using var scope = provider.CreateAsyncScope();

        Assert.Same(provider.GetRequiredService<SyncClient>(), scope.ServiceProvider.GetRequiredService<SyncClient>());
        Assert.Equal(SyncConnectionState.Idle, provider.GetRequiredService<SyncClient>().ConnectionState);
    }

    [Fact]
    public async Task DisposeAsync_OfTheProvider_ClosesTheClient()
    {
        var provider = new ServiceCollection().AddSyncHubClient(Url).BuildServiceProvider(Strict);
        var client = provider.GetRequiredService<SyncClient>();
        await provider.DisposeAsync();

        Assert.Equal(SyncConnectionState.Closed, client.ConnectionState);
        Assert.Throws<ObjectDisposedException>(() => client.SubscribeEntity<Note>(1));
    }

    [Fact]
    public async Task DisposeAsync_OfAProviderThatNeverGaveIt_MakesNoClient()
    {
        var asked = 0;
        var provider = new ServiceCollection().AddSyncHubClient(Url, _ => asked++).BuildServiceProvider(Strict);
        await provider.DisposeAsync();

        Assert.Equal(0, asked);
    }

    [Fact]
    public void Options_NothingSet_TakesTheApplicationsServices()
    {
        var time = new ManualTimeProvider();
        using var logs = new NullLoggerFactory();
        using var provider = new ServiceCollection()
            .AddMetrics()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<ILoggerFactory>(logs)
            .AddSyncHubClient(Url)
            .BuildServiceProvider(Strict);
        var options = Options(provider);

        Assert.Same(time, options.TimeProvider);
        Assert.Same(logs, options.LoggerFactory);
        Assert.Same(provider.GetRequiredService<IMeterFactory>(), options.MeterFactory);
    }

    [Fact]
    public void Options_NoSuchServices_AreTheDefaults()
    {
        using var provider = new ServiceCollection().AddSyncHubClient(Url).BuildServiceProvider(Strict);
        var options = Options(provider);

        Assert.Same(TimeProvider.System, options.TimeProvider);
        Assert.Null(options.MeterFactory);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Options_SetBeforeOrAfter_StayAsTheyAreSet(bool before)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(new ManualTimeProvider());
        void Configure() => services.Configure<SyncClientOptions>(options => (options.TimeProvider, options.LoggerFactory) = (TimeProvider.System, NullLoggerFactory.Instance));
        if (before)
        {
            Configure();
        }

        services.AddSyncHubClient(Url);
        if (!before)
        {
            Configure();
        }

        using var provider = services.BuildServiceProvider(Strict);

        // The system's clock is the default as well, but here it was asked for.
        Assert.Same(TimeProvider.System, Options(provider).TimeProvider);
        Assert.Same(NullLoggerFactory.Instance, Options(provider).LoggerFactory);
    }

    [Fact]
    public void Configure_WithServices_GetsThem()
    {
        using var provider = new ServiceCollection()
            .AddSingleton("the secret")
            .AddSyncHubClient(Url, (services, options) => options.Headers["x"] = services.GetRequiredService<string>())
            .BuildServiceProvider(Strict);

        Assert.Equal("the secret", Options(provider).Headers["x"]);
    }

    [Fact]
    public async Task Host_BadAddressAndOptions_DoesNotStartAndNamesAllProblems()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSyncHubClient("ftp://host/sync", options => (options.ConnectTimeout, options.MaxSuspended) = (TimeSpan.Zero, -1));
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["ConnectTimeout", "MaxSuspended", "url"], exception.Failures.Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Host_AddressThatIsNone_NamesTheOtherProblemsToo()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSyncHubClient("http://", options => options.MaxSuspended = -1);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["MaxSuspended", "url"], exception.Failures.Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Host_GoodOptions_StartsAndClosesTheClient()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSyncHubClient(Url);
        var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<SyncClient>();
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(SyncConnectionState.Closed, client.ConnectionState);
    }

    [Fact]
    public async Task AddKeyedSyncHubClient_SeveralServers_HaveOptionsOfTheirOwn()
    {
        await using var provider = new ServiceCollection()
            .AddSyncHubClient(Url, options => options.MaxSuspended = 1)
            .AddKeyedSyncHubClient("chat", Url, options => options.MaxSuspended = 2)
            .AddKeyedSyncHubClient("news", Url, (_, options) => options.MaxSuspended = 3)
            .BuildServiceProvider(Strict);
        var monitor = provider.GetRequiredService<IOptionsMonitor<SyncClientOptions>>();

        Assert.Equal([1, 2, 3], new[] { string.Empty, "chat", "news" }.Select(name => monitor.Get(name).MaxSuspended));
        Assert.NotSame(provider.GetRequiredService<SyncClient>(), provider.GetRequiredKeyedService<SyncClient>("chat"));
        Assert.NotSame(provider.GetRequiredKeyedService<SyncClient>("news"), provider.GetRequiredKeyedService<SyncClient>("chat"));
        Assert.Same(provider.GetRequiredKeyedService<SyncClient>("chat"), provider.GetRequiredKeyedService<SyncClient>("chat"));
    }

    [Fact]
    public async Task AddKeyedSyncHubClient_OneBadServer_IsTheOneThatIsRefused()
    {
        await using var provider = new ServiceCollection()
            .AddKeyedSyncHubClient("good", Url)
            .AddKeyedSyncHubClient("bad", Url, options => options.MaxSuspended = -1)
            .BuildServiceProvider(Strict);

        Assert.NotNull(provider.GetRequiredKeyedService<SyncClient>("good"));
        Assert.Equal("bad", Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<SyncClient>("bad")).OptionsName);
    }

    [Fact]
    public void Add_Twice_IsRefused()
    {
        var services = new ServiceCollection().AddSyncHubClient(Url).AddKeyedSyncHubClient("a", Url);

        Assert.Contains("AddKeyedSyncHubClient", Assert.Throws<InvalidOperationException>(() => services.AddSyncHubClient(Url)).Message, StringComparison.Ordinal);
        Assert.Contains("'a'", Assert.Throws<InvalidOperationException>(() => services.AddKeyedSyncHubClient("a", Url)).Message, StringComparison.Ordinal);
    }

    private static SyncClientOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptionsMonitor<SyncClientOptions>>().Get(string.Empty);
}
