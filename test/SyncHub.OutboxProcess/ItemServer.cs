using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;

namespace SyncHub.OutboxProcess;

/// <summary>SyncHub over the rows, with its log in a file.</summary>
public static class ItemServer
{
    public static IHost Create(string connection, string log, bool isDurable, bool isLogAway = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddDbContext<ItemDb>(options => ItemDb.Configure(options, connection, isDurable));
        builder.Services.AddSyncHub().AddEntityFrameworkModel<ItemDb, Item>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IChangeLog>(provider => new FileLog(
            log,
            new InMemoryChangeLog(
                provider.GetRequiredService<ModelRegistry>().Retentions,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<InMemoryChangeLog>>()),
            isLogAway)));
        return builder.Build();
    }
}
