using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Tests.Capture;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

/// <summary>Boards whose appends a test holds.</summary>
internal static class HeldBoard
{
    public static Task<Board> StartAsync(PublisherOptions? options = null, TimeProvider? time = null) => Board.StartAsync(
        services: services =>
        {
            services.AddSingleton<IChangeLog>(provider => new HeldLog(
                new InMemoryChangeLog(provider.GetRequiredService<ModelRegistry>().Retentions, provider.GetRequiredService<TimeProvider>())));
            services.AddSingleton(options ?? new PublisherOptions());
        },
        settings: new TestServerSettings { Time = time ?? TimeProvider.System });

    /// <summary>Another server over the same database and the same log, held by itself.</summary>
    public static Task<Board> StartAnotherAsync(Board board, PublisherOptions? options = null) => board.StartAnotherAsync(services =>
    {
        services.AddSingleton<IChangeLog>(new HeldLog(board.Held().Inner));
        services.AddSingleton(options ?? new PublisherOptions());
    });

    public static HeldLog Held(this Board board) => (HeldLog)board.Log;

    /// <summary>Changes a card's title.</summary>
    public static Task RenameAsync(this Board board, int id, string title) => board.UseAsync(async db =>
    {
        (await db.Cards.FindAsync(id))!.Title = title;
        await db.SaveChangesAsync();
    });
}
