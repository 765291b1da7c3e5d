using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncHub.Client;
using SyncHub.Client.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds SyncHub's client to an application.</summary>
public static class SyncHubClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="SyncClient"/> of a server, one for the whole application. It is made when it is first asked for, connects when
    /// something is subscribed to, and is closed with the service provider, which has to be disposed asynchronously: a host does so.
    /// </summary>
    /// <remarks>
    /// <see cref="SyncClientOptions.LoggerFactory"/>, <see cref="SyncClientOptions.TimeProvider"/> and <see cref="SyncClientOptions.MeterFactory"/>
    /// are the application's own unless they are set. Address and options are checked when the host starts, and again when the client is made:
    /// an <see cref="OptionsValidationException"/> lists every problem.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="url">The hub's address: absolute; http, https, ws or wss.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="InvalidOperationException">A client was added before; further servers have theirs by <see cref="AddKeyedSyncHubClient(IServiceCollection, string, string, Action{SyncClientOptions}?)"/>.</exception>
    public static IServiceCollection AddSyncHubClient(this IServiceCollection services, string url, Action<SyncClientOptions>? configure = null) =>
        services.AddSyncHubClient(url, (_, options) => configure?.Invoke(options));

    /// <inheritdoc cref="AddSyncHubClient(IServiceCollection, string, Action{SyncClientOptions}?)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="url">The hub's address: absolute; http, https, ws or wss.</param>
    /// <param name="configure">Changes the options with the help of the application's services: singletons, as the client is one.</param>
    public static IServiceCollection AddSyncHubClient(this IServiceCollection services, string url, Action<IServiceProvider, SyncClientOptions> configure)
    {
        Add(services, serviceKey: null, url, configure);
        return services.AddSingleton(provider => Create(provider, Options.Options.DefaultName, url));
    }

    /// <summary>
    /// Adds the <see cref="SyncClient"/> of one server among several, to be injected as <c>[FromKeyedServices("chat")] SyncClient</c>. Otherwise
    /// like <see cref="AddSyncHubClient(IServiceCollection, string, Action{SyncClientOptions}?)"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="serviceKey">The service's key, and the name of its options.</param>
    /// <param name="url">The hub's address: absolute; http, https, ws or wss.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="InvalidOperationException">A client of that key was added before.</exception>
    public static IServiceCollection AddKeyedSyncHubClient(this IServiceCollection services, string serviceKey, string url, Action<SyncClientOptions>? configure = null) =>
        services.AddKeyedSyncHubClient(serviceKey, url, (_, options) => configure?.Invoke(options));

    /// <inheritdoc cref="AddKeyedSyncHubClient(IServiceCollection, string, string, Action{SyncClientOptions}?)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="serviceKey">The service's key, and the name of its options.</param>
    /// <param name="url">The hub's address: absolute; http, https, ws or wss.</param>
    /// <param name="configure">Changes the options with the help of the application's services: singletons, as the client is one.</param>
    public static IServiceCollection AddKeyedSyncHubClient(this IServiceCollection services, string serviceKey, string url, Action<IServiceProvider, SyncClientOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceKey);
        Add(services, serviceKey, url, configure);
        return services.AddKeyedSingleton(serviceKey, (provider, _) => Create(provider, serviceKey, url));
    }

    private static void Add(IServiceCollection services, string? serviceKey, string url, Action<IServiceProvider, SyncClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(SyncClient) && Equals(service.ServiceKey, serviceKey)))
        {
            throw new InvalidOperationException(serviceKey is null
                ? "A SyncClient was added before; add those of further servers with AddKeyedSyncHubClient."
                : $"A SyncClient with the key '{serviceKey}' was added before; give this one another key.");
        }

        var name = serviceKey ?? Options.Options.DefaultName;
        services.AddLogging();
        services.AddOptions<SyncClientOptions>(name)
            .Configure<IServiceProvider>((options, provider) => configure(provider, options))
            .PostConfigure<IServiceProvider>(TakeFrom)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SyncClientOptions>>(new SyncClientOptionsValidator(name, url));
    }

    // Last, so that it does not matter whether an option was set before or after the client was added.
    private static void TakeFrom(SyncClientOptions options, IServiceProvider provider)
    {
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
        options.MeterFactory ??= provider.GetService<IMeterFactory>();
        if (!options.HasTimeProvider && provider.GetService<TimeProvider>() is { } time)
        {
            options.TimeProvider = time;
        }
    }

    private static SyncClient Create(IServiceProvider provider, string name, string url) =>
        new(url, provider.GetRequiredService<IOptionsMonitor<SyncClientOptions>>().Get(name));
}
