using SyncHub.Client;
using TaskBoard.Blazor;
using TaskBoard.Blazor.Components;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// The page's files are found where the build knows them to be, in every environment.
builder.WebHost.UseStaticWebAssets();
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();

var board = builder.Configuration.GetSection("TaskBoard").Get<TaskBoardOptions>() ?? new TaskBoardOptions();

// One for everybody, since everybody sees the same: however many pages are open, TaskBoard has one connection, and each query is subscribed to once.
builder.Services.AddSyncHubClient(board.Url.ToString());

builder.Services.AddHttpClient(nameof(TaskMoves), http => http.BaseAddress = new Uri(board.Url, "/"))
    .AddHttpMessageHandler(() => new SyncMutationHandler());
builder.Services.AddScoped<TaskMoves>();

var app = builder.Build();

app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

await app.RunAsync();
