using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Statements that go past SaveChanges.</summary>
public sealed class BypassTests
{
    private static readonly Statement[] Statements =
    [
        new("ExecuteUpdate", 1, db => db.Cards.ExecuteUpdateAsync(cards => cards.SetProperty(card => card.Rank, 1))),
        new("ExecuteUpdate, synchronous", 1, db => Task.FromResult(db.Cards.ExecuteUpdate(cards => cards.SetProperty(card => card.Rank, 1)))),
        new("ExecuteDelete", 1, db => db.Cards.Where(card => card.Id == 1).ExecuteDeleteAsync()),
        new("raw SQL", 1, db => db.Database.ExecuteSqlRawAsync("update Cards set Rank = 1")),
        new("raw SQL, synchronous", 1, db => Task.FromResult(db.Database.ExecuteSqlRaw("DELETE FROM \"Cards\""))),
        new("interpolated SQL", 1, db => db.Database.ExecuteSqlAsync($"UPDATE Cards SET Rank = {1}")),
        new("raw SQL that reads", 0, db => db.Database.ExecuteSqlRawAsync("SELECT * FROM Cards")),
        new("a query", 0, db => db.Cards.ToListAsync()),
        new("a query in SQL", 0, db => db.Cards.FromSqlRaw("SELECT * FROM Cards").ToListAsync()),
        new("another table", 0, db => db.Labels.ExecuteDeleteAsync()),
        new("ExecuteUpdateAndSync", 0, db => db.Cards.ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Rank, 1))),
        new("ExecuteDeleteAndSync", 0, db => db.Cards.ExecuteDeleteAndSyncAsync(db)),
        new("ExecuteUpdate after ExecuteUpdateAndSync", 1, async db =>
        {
            await db.Cards.ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Rank, 1));
            await db.Cards.ExecuteUpdateAsync(cards => cards.SetProperty(card => card.Rank, 1));
        }),
    ];

    public static TheoryData<string> Names => [.. Statements.Select(statement => statement.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Command_PastSaveChanges_WarnsOnceWithTheRemedy(string name)
    {
        var (_, warnings, work) = Statements.Single(statement => statement.Name == name);

        // EF Core compiles a query once for all contexts of a kind in a process, and it is then that a bulk statement is seen.
        await using var board = await Board.StartAsync(register: (services, configure) => services.AddDbContext<BoardDb>(context =>
        {
            configure(context);
            context.EnableServiceProviderCaching(false);
        }));

        await board.UseAsync(work);
        await board.UseAsync(work);

        var lines = board.Server.Logs.Where(line => line.Contains("past SaveChanges", StringComparison.Ordinal)).ToList();
        Assert.Equal(warnings, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Contains("Cards", line, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("of cards ", line, StringComparison.Ordinal);
            Assert.Contains("ExecuteUpdateAndSyncAsync", line, StringComparison.Ordinal);
            Assert.Contains("NotifyChangedAsync", line, StringComparison.Ordinal);
        });
    }

    private sealed record Statement(string Name, int Warnings, Func<BoardDb, Task> Work);
}
