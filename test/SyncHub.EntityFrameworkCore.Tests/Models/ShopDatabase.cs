using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Server;
using SyncHub.Server.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Models;

/// <summary>A shop in SQLite, with models over it.</summary>
public sealed class ShopDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synchub-shop-").FullName;
    private readonly ServiceProvider _services;

    public ShopDatabase(Action<SyncHubBuilder> configure, ILoggerProvider? log = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var services = new ServiceCollection();
        services.AddLogging(logging => _ = log is null ? logging : logging.AddProvider(log));
        services.AddDbContext<ShopContext>(options =>
        {
            options.UseSqlite($"Data Source={Path.Combine(_folder, "shop.db")}");
            CapturedMark.On(options);
        });
        configure(services.AddSyncHub());
        _services = services.BuildServiceProvider();
    }

    internal TrackedModel Tracked<T>() => _services.GetRequiredService<ModelRegistry>().Registered
        .Select(registered => registered.Registration).OfType<IEntityFrameworkRegistration>().Select(registration => registration.Tracked).Single(model => model.Model.EntityType == typeof(T));

    internal async Task UseAsync(Func<ShopContext, Task> use)
    {
        await using var scope = _services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ShopContext>();
        await context.Database.EnsureCreatedAsync();
        await use(context);
    }

    public void Dispose()
    {
        _services.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
