using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server.Cluster;
using SyncHub.LoadTest.Server.LiveQueries;

namespace SyncHub.LoadTest.Server;

/// <summary>Hosts both hubs and the control endpoints on a free loopback port, until standard input ends.</summary>
internal static class ServerRole
{
    private const int Backlog = 4096;

    public static async Task<int> RunAsync(ServerOptions options)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // Of 1,000 clients that connect at once the default backlog of 512 turns some away, and TCP tries again after a second:
        // that second would be all that a reconnect measures.
        builder.WebHost.UseSockets(options => options.Backlog = Backlog);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);

        // Standard output is the line to the coordinator.
        builder.Logging.AddSimpleConsole().Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = LogLevel.Trace);

        builder.Services.AddSignalR();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<MetricReadings>();
        builder.Services.AddSingleton<ServerFigures>();
        builder.Services.AddSingleton<Publisher>();
        builder.Services.AddSingleton<IPublishTarget, BareTarget>();
        if (options.Node is { } node)
        {
            builder.Services.AddSingleton<IPublishTarget, DatabaseTarget>();
            DatabaseTarget.AddServices(builder.Services, node);
        }
        else
        {
            builder.Services.AddSingleton<IPublishTarget, SyncTarget>();
            SyncTarget.AddServices(builder.Services, options);
            builder.Services.AddLiveQueries();
        }

        await using var app = builder.Build();
        app.Services.GetRequiredService<MetricReadings>();
        app.MapHub<BareHub>(Target.Bare.Path());
        SyncTarget.Map(app);
        app.MapControl();
        if (options.Node is null)
        {
            app.MapLiveQueries();
        }

        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await StandardInput.ReadLines().Completion;
        await app.StopAsync();
        return 0;
    }
}
