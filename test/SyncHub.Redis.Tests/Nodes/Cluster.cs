using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Testing;

namespace SyncHub.Redis.Tests.Nodes;

/// <summary>Servers with a database file and a Redis in common.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("synchub-nodes-");
    private readonly string _prefix = $"t{Guid.NewGuid():N}";
    private readonly List<SyncHubTestServer> _nodes = [];

    private string Connection => $"Data Source={Path.Combine(_folder.FullName, "notes.db")};Pooling=False";

    /// <summary>Makes the database, with so many notes.</summary>
    public static async Task<Cluster> CreateAsync(int notes)
    {
        var cluster = new Cluster();
        await using var db = cluster.Open();
        await db.Database.EnsureCreatedAsync();
        db.AddRange(Enumerable.Range(1, notes).Select(id => new Note { Id = id, Text = $"note {id}", Rank = id }));
        await db.SaveChangesAsync();
        return cluster;
    }

    /// <summary>Starts a node.</summary>
    public async Task<SyncHubTestServer> StartAsync(Reads? reads = null)
    {
        var redis = await SharedRedis.GetAsync();
        var node = await SyncHubTestServer.StartAsync(models =>
        {
            models.Services.AddDbContext<NoteDb>(options =>
            {
                options.UseSqlite(Connection).UseSyncHub();
                if (reads is not null)
                {
                    options.AddInterceptors(reads);
                }
            });
            models.AddEntityFrameworkModel<NoteDb, Note>(model => model.Name("notes")).AddRedis(redis.Endpoint, options => options.Prefix = _prefix);
        });
        _nodes.Add(node);
        return node;
    }

    /// <summary>Saves through a node.</summary>
    public static async Task SaveAsync(SyncHubTestServer node, Func<NoteDb, Task> change)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NoteDb>();
        await change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>Sees the database without any node.</summary>
    public NoteDb Open() => new(new DbContextOptionsBuilder<NoteDb>().UseSqlite(Connection).Options);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
