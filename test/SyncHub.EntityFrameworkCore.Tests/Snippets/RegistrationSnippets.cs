using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

internal static class RegistrationSnippets
{
    public static void InSixtySeconds(WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<AppDb>(options => options.UseSqlite("Data Source=tasks.db").UseSyncHub());
        builder.Services.AddSyncHub().AddEntityFrameworkModel<AppDb, TaskItem>();
    }

    public static void Write(WebApplication app)
    {
        app.MapSyncHub("/sync");
        app.MapPost("/api/tasks", async (TaskItem task, AppDb db) =>
        {
            db.Add(task);
            await db.SaveChangesAsync();
        });
    }

    public static void Configured(WebApplicationBuilder builder)
    {
        builder.Services.AddSyncHub().AddEntityFrameworkModel<AppDb, TaskItem>(model => model
            .Name("task")
            .Debounce(TimeSpan.FromMilliseconds(50))
            .Access(access => access.Rows(user => task => task.BoardId == user.Identity!.Name)));
    }

    public static void Projected(WebApplicationBuilder builder)
    {
        builder.Services.AddSyncHub().AddEntityFrameworkModel<AppDb, TaskItem, TaskRow>(task => new TaskRow
        {
            Id = task.Id,
            Title = task.Title,
            Comments = task.Comments.Count,
        });
    }

    public static void ByHand(WebApplication app)
    {
        var options = new DbContextOptionsBuilder<AppDb>().UseSqlite("Data Source=tasks.db").UseSyncHub(app.Services).Options;
        using var db = new AppDb(options);
    }

    public static void ReadYourWrites(WebApplication app)
    {
        app.UseSyncHubMutations(); // After authentication, before the endpoints.
        app.MapSyncHub("/sync");
    }
}
