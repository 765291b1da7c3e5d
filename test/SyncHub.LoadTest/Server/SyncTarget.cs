using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server.LiveQueries;
using SyncHub.LoadTest.Server.Rules;
using SyncHub.Server;

namespace SyncHub.LoadTest.Server;

/// <summary>Writes through SyncHub's data set; all that touches SyncHub's server API is here.</summary>
internal sealed class SyncTarget(DataSet<LoadItem, string> items, ServerOptions server) : IPublishTarget
{
    public const string ModelName = "LoadItem";

    // More than any run can queue.
    private const long Boundless = 1L << 40;

    // The live queries of a whole population come over a few connections here.
    private const int LiveQueriesPerConnection = 1_000;
    private const int LiveQueries = 200_000;

    public Target Target => Target.Sync;

    public static void AddServices(IServiceCollection services, ServerOptions server) =>
        services
            .AddSyncHub(options =>
            {
                options.Limits.OutboxBytes = server.Boundless ? Boundless : options.Limits.OutboxBytes;
                options.Limits.LiveQueriesPerConnection = LiveQueriesPerConnection;
                options.Limits.LiveQueries = LiveQueries;

                // What nobody follows any more is let go of at once: what it took is read from the heap then.
                options.IdleQuery = TimeSpan.Zero;
            })
            .AddModel<LoadItem, string>(model => RowRules.Apply(model.Name(ModelName).Key(item => item.Id), server))
            .AddModel<Message, string>(model => RowRules.Apply(model.Name(LivePlan.Model).Key(message => message.Id), server))
            .AddAuthenticator<LoadAuthenticator>()
            .Services.AddSingleton(server);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSyncHub(Target.Sync.Path());

    public async Task SeedAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await items.AddAsync(new LoadItem { Id = ItemKeys.Of(index), Tenant = server.HasRules ? LoadAuthenticator.Tenant : null });
        }
    }

    public Task PublishAsync(string key, long stamp, string? text, int paddingBytes) => items.PatchAsync(key, item =>
    {
        item.SentAt = stamp;
        item.Text = text ?? item.Text;
    });
}
