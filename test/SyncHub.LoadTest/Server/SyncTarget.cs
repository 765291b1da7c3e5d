using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Server.LiveQueries;
using SyncHub.Server;

namespace SyncHub.LoadTest.Server;

/// <summary>Writes through SyncHub's data set; all that touches SyncHub's server API is here.</summary>
internal sealed class SyncTarget(DataSet<LoadItem, string> items) : IPublishTarget
{
    public const string ModelName = "LoadItem";

    // More than any run can queue.
    private const long Boundless = 1L << 40;

    public Target Target => Target.Sync;

    public static void AddServices(IServiceCollection services, bool boundless) =>
        services
            .AddSyncHub(options =>
            {
                options.Limits.OutboxBytes = boundless ? Boundless : options.Limits.OutboxBytes;

                // What nobody follows any more is let go of at once: what it took is read from the heap then.
                options.IdleQuery = TimeSpan.Zero;
            })
            .AddModel<LoadItem, string>(model => model.Name(ModelName).Key(item => item.Id))
            .AddModel<Message, string>(model => model.Name(LivePlan.Model).Key(message => message.Id));

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSyncHub(Target.Sync.Path());

    public async Task SeedAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await items.AddAsync(new LoadItem { Id = ItemKeys.Of(index) });
        }
    }

    public Task PublishAsync(string key, long stamp, string? text, int paddingBytes) => items.PatchAsync(key, item =>
    {
        item.SentAt = stamp;
        item.Text = text ?? item.Text;
    });
}
