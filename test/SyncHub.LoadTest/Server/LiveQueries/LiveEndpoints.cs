using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>The live queries' part of the server: services, the baseline's hub, and how the coordinator drives it.</summary>
internal static class LiveEndpoints
{
    public const string Seed = "/control/live/seed";
    public const string Write = "/control/live/write";
    public const string Pace = "/control/live/pace";
    public const string Idle = "/control/live/idle";
    public const string Acknowledge = "/control/live/acknowledge";

    public static void AddLiveQueries(this IServiceCollection services)
    {
        services.AddSingleton<NaiveMessages>();
        services.AddSingleton<ILiveTarget>(provider => provider.GetRequiredService<NaiveMessages>());
        services.AddSingleton<ILiveTarget, SyncMessages>();
        services.AddSingleton<Acknowledgements>();
        services.AddSingleton<LiveWriter>();
    }

    public static void MapLiveQueries(this WebApplication app)
    {
        app.MapHub<NaiveHub>(Target.Naive.Path());
        app.MapPost(Seed, async (LiveSeedRequest request, LiveWriter writer, ServerFigures figures) =>
        {
            await writer.SeedAsync(request);
            return figures.Read();
        });
        app.MapPost(Write, (LiveWriteRequest request, LiveWriter writer, CancellationToken cancellation) => writer.WriteAsync(request, cancellation));
        app.MapPost(Pace, (LivePaceRequest request, LiveWriter writer, CancellationToken cancellation) => writer.WriteAsync(request, cancellation));
        app.MapPost(Idle, (IdleRequest request, LiveWriter writer, CancellationToken cancellation) =>
            writer.IdleAsync(TimeSpan.FromMilliseconds(request.Milliseconds), cancellation));
        app.MapPost(Acknowledge, (Acknowledgements acknowledgements) => new AcknowledgementPort(acknowledgements.Listen()));
    }
}
