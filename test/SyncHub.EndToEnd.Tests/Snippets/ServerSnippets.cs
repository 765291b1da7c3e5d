using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server;

namespace SyncHub.EndToEnd.Tests.Snippets;

internal static class ServerSnippets
{
    public static void InSixtySeconds(WebApplicationBuilder builder, WebApplication app)
    {
        builder.Services.AddSyncHub().AddModel<TaskItem, Guid>(model => model.Key(task => task.Id));
        app.UseSyncHubMutations(); // Only for optimistic writes.
        app.MapSyncHub("/sync");
        app.MapPost("/api/tasks", (TaskItem task, DataSet<TaskItem, Guid> tasks) => tasks.AddAsync(task));
    }

    public static void Mutations(WebApplication app)
    {
        app.UseAuthentication();
        app.UseSyncHubMutations(); // After authentication, before the endpoints.
        app.MapSyncHub("/sync");
    }
}
