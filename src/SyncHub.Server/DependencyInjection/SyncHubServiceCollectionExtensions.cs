using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncHub.Protocol;
using SyncHub.Server;
using SyncHub.Server.Authorization;
using SyncHub.Server.Cluster;
using SyncHub.Server.Collections;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;
using SyncHub.Server.Hubs;
using SyncHub.Server.Log;
using SyncHub.Server.Messages;
using SyncHub.Server.Notifications;
using SyncHub.Server.Resolvers;
using SyncHub.Server.Sessions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds SyncHub to an application.</summary>
public static class SyncHubServiceCollectionExtensions
{
    /// <summary>Adds a SyncHub server with the hub as it is; map it with <c>MapSyncHub</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; checked when the application starts.</param>
    public static SyncHubBuilder AddSyncHub(this IServiceCollection services, Action<SyncHubOptions>? configure = null) =>
        services.AddSyncHub<SyncHub.Server.SyncHub>(configure);

    /// <summary>Adds a SyncHub server whose hub is the application's own; map it with <c>MapSyncHub&lt;THub&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">Another hub type was added before: an application has one.</exception>
    public static SyncHubBuilder AddSyncHub<THub>(this IServiceCollection services, Action<SyncHubOptions>? configure = null)
        where THub : SyncHub.Server.SyncHub
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure(configure ?? (_ => { }));
        var added = services.FirstOrDefault(service => service.ServiceType == typeof(HubType))?.ImplementationInstance as HubType;
        if (added is null)
        {
            services.AddSingleton(new HubType(typeof(THub)));
            AddHub<THub>(services);
            AddCore(services);
        }
        else if (added.Type != typeof(THub))
        {
            throw new InvalidOperationException($"AddSyncHub was called with hub {added.Type} and with {typeof(THub)}; an application has one SyncHub, so call it with one type.");
        }

        return new SyncHubBuilder(services);
    }

    private static void AddHub<THub>(IServiceCollection services)
        where THub : SyncHub.Server.SyncHub
    {
        services.AddSignalR()
            .AddHubOptions<THub>(options => options.AddFilter<HandOffFilter>())
            .AddJsonProtocol(options => AddWireRecords(options.PayloadSerializerOptions));
        services.AddOptions<HubOptions<THub>>().Configure<IOptions<SyncHubOptions>>(
            (hub, sync) => hub.MaximumReceiveMessageSize = sync.Value.Limits.ReceiveBytes);

        // Closed for this hub type, so that a backplane's open registration does not take its place.
        services.AddSingleton<HubLifetimeManager<THub>>(provider => new SyncHubLifetimeManager<THub>(
            provider.GetRequiredService<FanoutPump>(),
            provider.GetRequiredService<SessionRegistry>(),
            provider.GetRequiredService<HubProtocols>(),
            RelayOf(provider),
            provider.GetRequiredService<OutboxLimits>(),
            provider.GetRequiredService<TimeProvider>(),
            provider,
            provider.GetRequiredService<ILogger<DefaultHubLifetimeManager<THub>>>()));
        services.AddSingleton(provider => new HubProtocols([.. provider.GetRequiredService<IHubProtocolResolver>().AllProtocols.Where(
            protocol => provider.GetRequiredService<IOptions<HubOptions<THub>>>().Value.SupportedProtocols is not { } supported
                || supported.Contains(protocol.Name, StringComparer.OrdinalIgnoreCase))]));
    }

    // Without a bus there is no other node to relay to.
    private static HubRelay? RelayOf(IServiceProvider provider) =>
        provider.GetService<INodeBus>() is null ? null : provider.GetRequiredService<HubRelay>();

    private static void AddCore(IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<ModelRegistry>();
        services.TryAddSingleton<IChangeLog>(provider => new InMemoryChangeLog(
            provider.GetRequiredService<ModelRegistry>().Retentions,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InMemoryChangeLog>>()));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SyncHubOptions>>().Value.Limits);
        services.AddSingleton(LimitsOf);
        services.AddSingleton(CreatePump);
        services.AddSingleton<AnswerSender>();
        services.AddSingleton<IFeedSink, HubFeedSink>();
        services.AddSingleton(provider => new HubRelay(
            provider.GetRequiredService<INodeBus>(),
            provider.GetRequiredService<HubType>(),
            provider.GetRequiredService<FanoutPump>(),
            provider.GetRequiredService<HubProtocols>(),
            provider.GetRequiredService<SessionRegistry>(),
            provider.GetRequiredService<ServerMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HubRelay>>()));
        services.AddSingleton<SessionTerminator>();
        services.AddSingleton<Delays>();
        services.AddSingleton<AccessReview>();
        services.AddSingleton<LimitReports>();
        services.AddSingleton<UserConnections>();
        services.AddSingleton<SourceGate>();
        services.AddSingleton<LiveQueryQuota>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<SessionReviews>();
        services.AddSingleton(provider => new AccessNews(
            provider.GetRequiredService<IChangeLog>(),
            provider.GetRequiredService<SessionReviews>(),
            provider.GetRequiredService<IOptions<SyncHubOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AccessNews>>()));
        services.AddSingleton<ISyncAccess, SyncAccess>();
        services.AddSingleton(CreateSessionServices);
        services.AddSingleton<EntitySubscriber>();
        services.AddSingleton<SessionServer>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton(CreateFeeds);
        services.AddSingleton<EntityRequestReader>();
        services.AddSingleton<CollectionRequestReader>();
        services.AddSingleton<MessageReceiver>();
        services.AddSingleton<ISyncNotifier, SyncNotifier>();
        services.AddSingleton<HubServices>();
        services.AddSingleton<HandOffFilter>();
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => new SyncHubStartup(
            provider.GetRequiredService<ModelRegistry>(),
            provider.GetRequiredService<IChangeLog>(),
            provider,
            provider.GetRequiredService<FeedRegistry>(),
            provider.GetRequiredService<AccessNews>(),
            RelayOf(provider)));
    }

    // An empty chain means reflection, until something is put into it: the application's own messages still need that.
    private static void AddWireRecords(JsonSerializerOptions options)
    {
        if (options.TypeInfoResolverChain.Count == 0 && JsonSerializer.IsReflectionEnabledByDefault)
        {
            options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        }

        options.TypeInfoResolverChain.Insert(0, WireJsonContext.Default);
    }

    private static OutboxLimits LimitsOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SyncHubOptions>>().Value;
        return new OutboxLimits(options.Limits.OutboxBytes, options.SlowWrite);
    }

    private static SessionServices CreateSessionServices(IServiceProvider provider) => new(
        provider.GetRequiredService<SyncHubLimits>(),
        provider.GetRequiredService<OutboxLimits>(),
        provider.GetRequiredService<AnswerSender>(),
        provider.GetRequiredService<SessionTerminator>(),
        provider.GetRequiredService<Delays>(),
        provider.GetRequiredService<AccessReview>(),
        provider.GetRequiredService<LimitReports>(),
        provider.GetRequiredService<IOptions<SyncHubOptions>>().Value.RequireSignIn,
        provider.GetRequiredService<ServerMetrics>(),
        provider.GetRequiredService<TimeProvider>());

    private static FanoutPump CreatePump(IServiceProvider provider)
    {
        var log = new FanoutLog(provider.GetRequiredService<ILogger<FanoutPump>>());
        var options = new FanoutOptions(provider.GetRequiredService<OutboxLimits>())
        {
            OnOverflow = provider.GetRequiredService<ServerMetrics>().OutboxOverflowed,
            OnUnserializable = log.Unserializable,
            OnFailure = log.StepFailed,
        };
        return new FanoutPump(options, provider.GetRequiredService<TimeProvider>());
    }

    private static FeedRegistry CreateFeeds(IServiceProvider provider) => new([.. CreateModelFeeds(provider), .. CreateResolverFeeds(provider)]);

    private static IEnumerable<SyncFeed> CreateResolverFeeds(IServiceProvider provider)
    {
        var registry = provider.GetRequiredService<ModelRegistry>();
        var options = provider.GetRequiredService<IOptions<SyncHubOptions>>().Value;
        var metrics = provider.GetRequiredService<ServerMetrics>();
        var time = provider.GetRequiredService<TimeProvider>();
        var writer = new RowWriter(options.Serializer, registry.Models.ToDictionary(model => model.EntityType, model => model.Name));
        return registry.Resolvers.Values.Select(resolver => new ResolverFeed(
            resolver,
            new ResolverRunner(
                resolver, writer, provider.GetRequiredService<IServiceScopeFactory>(), metrics, time, provider.GetRequiredService<ILogger<ResolverRunner>>()),
            provider.GetRequiredService<IChangeLog>(),
            provider.GetRequiredService<IFeedSink>(),
            options.PositionInterval,
            metrics,
            time,
            provider.GetRequiredService<ILogger<ResolverFeed>>()));
    }

    private static IEnumerable<SyncFeed> CreateModelFeeds(IServiceProvider provider) =>
        provider.GetRequiredService<ModelRegistry>().Registered.Select(registered => new ModelFeed(
            registered.Model,
            provider.GetRequiredService<IChangeLog>(),
            registered.Registration.SourceFrom(provider),
            provider.GetRequiredService<IFeedSink>(),
            FeedOptions.From(
                provider.GetRequiredService<IOptions<SyncHubOptions>>().Value,
                provider.GetRequiredService<SourceGate>(),
                provider.GetRequiredService<LiveQueryQuota>()),
            provider.GetRequiredService<ServerMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelFeed>>()));
}
