using Microsoft.EntityFrameworkCore;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Processes;

namespace SyncHub.LoadTest.Server.Cluster;

/// <summary>Writes with <c>SaveChanges</c>, one row at a time, to a database that other nodes may have, too.</summary>
internal sealed class DatabaseTarget(IDbContextFactory<LoadDb> contexts) : IPublishTarget
{
    public Target Target => Target.Sync;

    public static void AddServices(IServiceCollection services, NodeOptions node)
    {
        services.AddPooledDbContextFactory<LoadDb>(options => options
            .UseSqlite(LoadDb.Connection(node.Database))
            .UseSyncHub(sync =>
            {
                if (node.Durable)
                {
                    sync.Durable();
                }
            }));
        var sync = services
            .AddSyncHub(options =>
            {
                // A node that takes over another's clients has not had their queries before.
                options.IdleQuery = TimeSpan.Zero;
            })
            .AddEntityFrameworkModel<LoadDb, StoredItem>(model => model.Name(HeldPlan.ItemModel))
            .AddEntityFrameworkModel<LoadDb, RoomItem>(model => model.Name(HeldPlan.RoomModel));
        if (node.Redis is { } redis)
        {
            sync.AddRedis(redis, options =>
            {
                options.RequireAtStart = true;
                options.CommitsAreDurable = node.Durable;
            });
        }
    }

    public Task SeedAsync(int count) => throw new NotSupportedException("The database has its rows before its nodes start.");

    public async Task PublishAsync(string key, long stamp, string? text, int paddingBytes)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var item = await db.Items.SingleAsync(row => row.Id == key);
        item.SentAt = stamp;
        item.Text = text ?? item.Text;
        await db.SaveChangesAsync();
    }
}
