using TaskBoard.Cluster;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Yarp", LogLevel.Error);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://localhost:5000");
}

var settings = builder.Configuration.Get<ClusterSettings>() ?? new ClusterSettings();
var database = builder.Configuration.GetConnectionString("Tasks") ?? $"Data Source={Path.Combine(AppContext.BaseDirectory, "cluster.db")}";

await using var redis = builder.Configuration.GetConnectionString("Redis") is null ? await RedisProcess.StartAsync() : null;
var endpoint = builder.Configuration.GetConnectionString("Redis") ?? redis!.Endpoint;

await using var nodes = new NodeList(settings, port => new NodeProcess(port, database, endpoint));
builder.Services.AddReverseProxy().LoadFromMemory(Balancer.Routes, [Balancer.Cluster(nodes)]);
builder.Services.AddHostedService(services => new CommandLine(nodes, services.GetRequiredService<IHostApplicationLifetime>()));

// One after the other: the first makes the database and the key that sign-in is signed with.
await nodes.StartAllAsync();

var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
