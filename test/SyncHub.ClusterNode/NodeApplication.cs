using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncHub.ClusterNode.Rows;
using SyncHub.ClusterNode.Writes;
using SyncHub.Redis;
using SyncHub.Server.Log;

namespace SyncHub.ClusterNode;

/// <summary>A server as applications have it, with intervals short enough that a minute holds many failures.</summary>
internal static class NodeApplication
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = builder.Configuration.Get<NodeSettings>()!;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddFilter(level => level >= LogLevel.Warning).AddFilter("SyncHub", LogLevel.Information).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.Configure<HubOptions>(hub => (hub.KeepAliveInterval, hub.ClientTimeoutInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)));
        AddSync(builder.Services, settings);

        var app = builder.Build();
        app.UseSyncHubMutations();
        app.MapWrites();
        app.MapHolding();
        app.MapSyncHub("/sync");
        app.MapHealthChecks("/health");
        return app;
    }

    private static void AddSync(IServiceCollection services, NodeSettings settings)
    {
        services.AddDbContext<ClusterDb>(options => options.UseNpgsql(settings.Database).UseSyncHub(sync =>
        {
            if (settings.Durable)
            {
                sync.Durable(outbox => (outbox.PollInterval, outbox.TakeOverAfter) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)));
            }
        }));
        services.AddSyncHub().AddEntityFrameworkModel<ClusterDb, Card>().AddEntityFrameworkModel<ClusterDb, Board>().AddRedis(settings.Redis, redis =>
        {
            redis.CommitsAreDurable = settings.CommitsAreDurable;
            redis.TrustPersistence = settings.TrustPersistence;
            redis.StartTimeout = TimeSpan.FromSeconds(1);
            redis.QuietInterval = TimeSpan.FromMilliseconds(500);
            redis.ResponseTimeout = TimeSpan.FromSeconds(1);
            redis.LeaseDuration = TimeSpan.FromSeconds(3);
        });
        services.AddSingleton(provider => new HeldLog(provider.GetRequiredService<RedisChangeLog>()));
        services.Replace(ServiceDescriptor.Singleton<IChangeLog>(provider => provider.GetRequiredService<HeldLog>()));
        services.AddHealthChecks().AddSyncHubChangeLog();
    }
}
