using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using SyncHub.Json;
using TaskBoard;
using TaskBoard.Access;
using TaskBoard.SignIn;
using TaskBoard.Storage;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);

// Beside the program, like the database: a token that one server made is good on all, and after a restart.
var folder = builder.Configuration["Keys"] ?? Path.Combine(AppContext.BaseDirectory, "keys");
var keys = DataProtectionProvider.Create(new DirectoryInfo(folder), options => options.SetApplicationName("TaskBoard"));
var sessions = new SessionStore(keys, TimeProvider.System);
var access = new TaskAccess(sessions);
builder.Services.AddSingleton(sessions);
builder.Services.AddSingleton(access);
builder.Services.Configure<TeamOptions>(builder.Configuration.GetSection("Team"));

// With Redis, this is one of several servers over one database.
var redis = builder.Configuration.GetConnectionString("Redis");
builder.AddTaskDb(isDurable: redis is not null);
var sync = builder.Services.AddSyncHub()
    .AddEntityFrameworkModel<TaskDb, TaskItem>(model => model.Access(access.Configure))
    .AddAuthenticator<SessionAuthenticator>();
var health = builder.Services.AddHealthChecks().AddSyncHubChangeLog();
if (redis is not null)
{
    // Every save leaves its entry in the outbox, so a server that is killed takes no news with it.
    sync.AddRedis(redis, options => options.CommitsAreDurable = true);
    health.AddSyncHubOutbox();
}

builder.Services.AddAuthentication(SessionAuthenticationHandler.Name)
    .AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.Name, configureOptions: null);
builder.Services.AddAuthorization();

builder.Services.AddHostedService<SeedData>();

// A page that comes back at the very moment when the server goes down does not hold it for half a minute.
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
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
