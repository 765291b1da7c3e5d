using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

internal static class DurableSnippets
{
    public static void Register(WebApplicationBuilder builder, string connection)
    {
        builder.Services.AddDbContext<AppDb>(options => options.UseNpgsql(connection).UseSyncHub(sync => sync.Durable()));
        builder.Services.AddHealthChecks().AddSyncHubOutbox();
    }

    public static void Options(DbContextOptionsBuilder options)
    {
        options.UseSyncHub(sync => sync.Durable(outbox =>
        {
            outbox.PollInterval = TimeSpan.FromSeconds(1);
            outbox.TakeOverAfter = TimeSpan.FromSeconds(5);
            outbox.BatchSize = 200;
        }));
    }
}
