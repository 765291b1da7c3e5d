using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Protocol;

namespace SyncHub.Client.Transport;

/// <summary>
/// Builds a new <see cref="HubConnection"/> for every attempt, so that what an earlier one still had in its queues cannot be taken
/// for what the present one brings.
/// </summary>
internal sealed class HubConnectionFactory : ISyncConnectionFactory
{
    private readonly IServiceCollection _services;
    private readonly SyncClientOptions _options;
    private readonly ILogger _logger;

    private HubConnectionFactory(IServiceCollection services, SyncClientOptions options)
    {
        _services = services;
        _options = options;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("SyncHub.Client.Connection");
    }

    public static HubConnectionFactory ForUrl(Uri url, SyncClientOptions options)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(url));
        builder.Services.AddSingleton<IConnectionFactory, WebSocketConnectionFactory>();
        builder.Services.AddSingleton(new WebSocketConnectionOptions(options.AccessTokenFactory, options.Headers.ToDictionary()));
        if (options.LoggerFactory is { } loggerFactory)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(loggerFactory));
        }

        builder.AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, WireJsonContext.Default));
        return new HubConnectionFactory(builder.Services, options);
    }

    public static HubConnectionFactory ForBuilder(IHubConnectionBuilder builder, SyncClientOptions options)
    {
        var services = new ServiceCollection();
        foreach (var service in builder.Services.Where(service => service.ServiceType != typeof(IRetryPolicy)))
        {
            ((ICollection<ServiceDescriptor>)services).Add(service);
        }

        return new HubConnectionFactory(services, options);
    }

    public ISyncConnection Create(ISyncConnectionSink sink)
    {
        // HubConnectionBuilder.Build() does the same, but only once. The connection owns the provider and disposes it.
        var connection = _services.BuildServiceProvider().GetRequiredService<HubConnection>();
        connection.KeepAliveInterval = _options.KeepAliveInterval;
        connection.ServerTimeout = _options.ServerTimeout;
        connection.HandshakeTimeout = _options.ConnectTimeout;
        return new HubSyncConnection(connection, sink, _logger);
    }
}
