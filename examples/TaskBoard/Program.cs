using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using SyncHub.Json;
using TaskBoard;
using TaskBoard.Access;
using TaskBoard.SignIn;
using TaskBoard.Storage;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);

var sessions = new SessionStore(TimeProvider.System);
var access = new TaskAccess(sessions);
builder.Services.AddSingleton(sessions);
builder.Services.AddSingleton(access);
builder.Services.Configure<TeamOptions>(builder.Configuration.GetSection("Team"));

builder.AddTaskDb();
var sync = builder.Services.AddSyncHub()
    .AddEntityFrameworkModel<TaskDb, TaskItem>(model => model.Access(access.Configure))
    .AddAuthenticator<SessionAuthenticator>();
if (builder.Configuration.GetConnectionString("Redis") is { Length: > 0 } redis)
{
    // Several of these servers, over one database.
    sync.AddRedis(redis);
}

builder.Services.AddHealthChecks().AddSyncHubChangeLog();
builder.Services.AddAuthentication(SessionAuthenticationHandler.Name)
    .AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.Name, configureOptions: null);
builder.Services.AddAuthorization();

builder.Services.AddHostedService<SeedData>();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
builder.Services.ConfigureHttpJsonOptions(options =>
{
    options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
    options.SerializerOptions.Converters.Add(new InstantConverter());
});

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseDefaultFiles();
// A page from before an update would speak with the server from after it: browsers ask each time whether theirs is the latest.
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
app.UseSyncHubQueryTokens("/sync");
app.UseAuthentication();
app.UseAuthorization();
app.UseSyncHubMutations();
app.MapSignIn("/api");
app.MapTasks("/api/tasks");
app.MapSyncHub("/sync");
app.MapSyncHubSchema("/sync");
app.MapHealthChecks("/health");

await app.RunAsync();
