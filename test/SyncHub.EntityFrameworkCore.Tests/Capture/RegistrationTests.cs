using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

public sealed class RegistrationTests
{
    private static readonly Dictionary<string, Action<IServiceCollection, Action<DbContextOptionsBuilder>>> Registrations = new(StringComparer.Ordinal)
    {
        ["AddDbContext"] = (services, configure) => services.AddDbContext<BoardDb>(configure),
        ["AddDbContext, singleton options"] = (services, configure) =>
            services.AddDbContext<BoardDb>(configure, ServiceLifetime.Scoped, ServiceLifetime.Singleton),
        ["AddDbContextPool"] = (services, configure) => services.AddDbContextPool<BoardDb>(configure),
        ["AddDbContextFactory"] = (services, configure) => services.AddDbContextFactory<BoardDb>(configure),
        ["AddPooledDbContextFactory"] = (services, configure) => services.AddPooledDbContextFactory<BoardDb>(configure),
        ["said twice"] = (services, configure) => services.AddDbContext<BoardDb>(options =>
        {
            configure(options);
            options.UseSyncHub();
        }),
    };

    public static TheoryData<string> Names => [.. Registrations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task UseSyncHub_HoweverTheContextIsRegistered_TellsOfEachSaveOnce(string registration)
    {
        await using var board = await Board.StartAsync(Registrations[registration]);

        for (var round = 0; round < 3; round++)
        {
            await UseAsync(board, async db =>
            {
                (await db.Cards.SingleAsync(card => card.Id == 1)).Rank++;
                await db.SaveChangesAsync();
            });
            await board.ToldAsync();
        }

        Assert.Equal("[1~0>1] [1~1>2] [1~2>3]", await board.ToldAsync(property: "rank"));
    }

    [Fact]
    public async Task Pool_LeaseThatEndsWithinATransaction_LeavesNothingToTheNext()
    {
        await using var board = await Board.StartAsync((services, configure) => services.AddDbContextPool<BoardDb>(configure, poolSize: 1));
        DbContextId first = default, second = default;

        await board.UseAsync(async db =>
        {
            first = db.ContextId;
            await db.Database.BeginTransactionAsync();
            (await db.Cards.SingleAsync(card => card.Id == 1)).Title = "never committed";
            await db.SaveChangesAsync();
        });
        await board.UseAsync(async db =>
        {
            second = db.ContextId;
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await db.Cards.SingleAsync(card => card.Id == 2)).Title = "b";
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            await db.Database.PublishSyncChangesAsync();
        });

        Assert.Equal(first.InstanceId, second.InstanceId);
        Assert.Equal("[2~two>b]", await board.ToldAsync());
    }

    [Fact]
    public async Task UseSyncHub_ContextMadeByHandWithServices_TellsOfItsSaves()
    {
        await using var board = await Board.StartAsync();
        var options = Options(board).UseSyncHub(board.Services).Options;
        await using var db = new BoardDb(options);

        (await db.Cards.SingleAsync(card => card.Id == 1)).Title = "a";
        await db.SaveChangesAsync();

        Assert.Equal("[1~one>a]", await board.ToldAsync());
    }

    [Fact]
    public async Task UseSyncHub_ContextMadeByHandWithoutServices_SavesAndWarnsOnce()
    {
        await using var board = await Board.StartAsync();
        var logs = new TestLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var options = Options(board).UseLoggerFactory(factory).UseSyncHub().Options;

        for (var round = 0; round < 2; round++)
        {
            await using var db = new LonelyDb(options);
            (await db.Cards.SingleAsync(card => card.Id == 1)).Rank++;
            await db.SaveChangesAsync();
        }

        var warning = Assert.Single(logs.Messages);
        Assert.Contains(nameof(LonelyDb), warning, StringComparison.Ordinal);
        Assert.Contains("UseSyncHub", warning, StringComparison.Ordinal);
        Assert.Equal("", await board.ToldAsync());
    }

    [Fact]
    public async Task UseSyncHub_ApplicationWithoutSyncHub_SavesAndSaysNothing()
    {
        await using var board = await Board.StartAsync();
        var logs = new TestLogs();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(logs))
            .AddDbContext<BoardDb>(options =>
            {
                board.Provider(options);
                options.UseSyncHub();
            });
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BoardDb>();

        (await db.Cards.SingleAsync(card => card.Id == 1)).Title = "a";
        await db.SaveChangesAsync();

        Assert.Empty(logs.Messages);
    }

    [Fact]
    public async Task UseSyncHub_ContextThatSavesWhenItIsMade_StartsAndTellsOfLaterSaves()
    {
        await using var board = await Board.StartAsync(
            (services, configure) => services
                .AddDbContext<BoardDb>(configure)
                .AddScoped(provider => new BoardDb(provider.GetRequiredService<DbContextOptions<BoardDb>>()))
                .AddDbContext<EagerDb>(configure),
            models: models => models.AddEntityFrameworkModel<EagerDb, Label>(model => model.Name("labels")));

        await using var scope = board.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EagerDb>();
        db.Labels.Single().Name = "b";
        await db.SaveChangesAsync();

        Assert.EndsWith("[1~eager>b]", await board.ToldAsync("labels", "name"), StringComparison.Ordinal);
    }

    private static DbContextOptionsBuilder Options(Board board)
    {
        var options = new DbContextOptionsBuilder();
        board.Provider(options);
        return options;
    }

    private static async Task UseAsync(Board board, Func<BoardDb, Task> work)
    {
        if (board.Services.GetService<IDbContextFactory<BoardDb>>() is { } factory)
        {
            await using var db = await factory.CreateDbContextAsync();
            await work(db);
        }
        else
        {
            await board.UseAsync(work);
        }
    }

    /// <summary>A type of its own, as the warning is given once for each.</summary>
    private sealed class LonelyDb(DbContextOptions options) : BoardDb(options);

    private sealed class EagerDb : BoardDb
    {
        public EagerDb(DbContextOptions<EagerDb> options)
            : base(options)
        {
            Database.EnsureCreated();
            if (!Labels.Any())
            {
                Labels.Add(new Label { Name = "eager" });
                SaveChanges();
            }
        }
    }
}
