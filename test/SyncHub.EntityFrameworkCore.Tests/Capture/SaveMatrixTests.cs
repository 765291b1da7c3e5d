using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>
/// Every way to save, and what the change log is told of it. Commits are in brackets; <c>1~one>a</c> is an update from "one" to "a", <c>3+>c</c> an add,
/// <c>1-one></c> a remove, and <c>1~>a</c> an update of which the row before is not known.
/// </summary>
public sealed class SaveMatrixTests
{
    private static readonly Scenario[] Scenarios =
    [
        new("one row", "[1~one>a]", async (_, db, steps) =>
        {
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
        }),
        new("nothing changed", "", async (_, db, steps) =>
        {
            await steps.LoadAsync(db, 1);
            await steps.SaveAsync(db);
        }),
        new("several rows, with the transaction of the save", "[1~one>a 2~two>b 3+>c]", async (_, db, steps) =>
        {
            await steps.RenameAsync(db, 1, "a");
            await steps.RenameAsync(db, 2, "b");
            db.Add(new Card { Title = "c" });
            await steps.SaveAsync(db);
        }),
        new("two saves", "[1~one>a] [1~a>b]", async (board, db, steps) =>
        {
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await board.ToldAsync();
            await steps.RenameAsync(db, 1, "b");
            await steps.SaveAsync(db);
        }),
        new("generated key", "[3+>c]", async (_, db, steps) =>
        {
            db.Add(new Card { Title = "c" });
            await steps.SaveAsync(db);
        }),
        new("without accepting changes", "[1~one>a 3+>c]", async (_, db, steps) =>
        {
            db.Add(new Card { Title = "c" });
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db, acceptAllChanges: false);
            db.ChangeTracker.AcceptAllChanges();
        }),
        new("changes that the application detects itself", "[1~one>a]", async (_, db, steps) =>
        {
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            await steps.RenameAsync(db, 1, "a");
            db.ChangeTracker.DetectChanges();
            await steps.RenameAsync(db, 2, "not detected");
            await steps.SaveAsync(db);
            Assert.False(db.ChangeTracker.AutoDetectChangesEnabled);
        }),
        new("delete", "[1-one>]", async (_, db, steps) =>
        {
            db.Remove(await steps.LoadAsync(db, 1));
            await steps.SaveAsync(db);
        }),
        new("soft delete", "[1-one>]", async (_, db, steps) =>
        {
            (await steps.LoadAsync(db, 1)).IsDeleted = true;
            await steps.SaveAsync(db);
        }),
        new("update of a stub", "[1~one>a]", async (_, db, steps) =>
        {
            db.Attach(new Card { Id = 1 }).Entity.Title = "a";
            await steps.SaveAsync(db);
        }),
        new("delete of a stub", "[1-one>]", async (_, db, steps) =>
        {
            db.Remove(new Card { Id = 1 });
            await steps.SaveAsync(db);
        }),
        new("update of a detached entity", "[1~one>a]", async (_, db, steps) =>
        {
            db.Update(new Card { Id = 1, Title = "a" });
            await steps.SaveAsync(db);
        }),
        new("an attached entity whose values are old", "[1~one>a]", async (_, db, steps) =>
        {
            var card = db.Attach(new Card { Id = 1, Title = "older than one" }).Entity;
            await steps.LoadAsync(db, 2);
            card.Title = "a";
            await steps.SaveAsync(db);
        }),
        new("a queried entity that was detached and attached again", "[1~one>b]", async (_, db, steps) =>
        {
            var card = await steps.LoadAsync(db, 1);
            db.Entry(card).State = EntityState.Detached;
            card.Title = "not what the row says";
            db.Attach(card);
            card.Title = "b";
            await steps.SaveAsync(db);
        }),
        new("explicit transaction", "[1~one>a]", async (board, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            Assert.Equal("", await board.ToldAsync());
            await steps.CommitAsync(transaction);
        }),
        new("several saves in one transaction", "[1~one>b 2~two>c 3+>d]", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.RenameAsync(db, 1, "b");
            await steps.RenameAsync(db, 2, "c");
            await steps.SaveAsync(db);
            db.Add(new Card { Title = "d" });
            await steps.SaveAsync(db);
            await steps.CommitAsync(transaction);
        }),
        new("added and removed in one transaction", "", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            var card = db.Add(new Card { Title = "c" }).Entity;
            await steps.SaveAsync(db);
            db.Remove(card);
            await steps.SaveAsync(db);
            await steps.CommitAsync(transaction);
        }),
        new("a savepoint rolled back", "[1~one>a 2~two>two]", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.SavepointAsync(transaction, "here");
            await steps.RenameAsync(db, 2, "b");
            await steps.SaveAsync(db);
            await steps.RollbackToAsync(transaction, "here");
            await steps.CommitAsync(transaction);
        }),
        new("rollback", "", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.RollbackAsync(transaction);
        }),
        new("a transaction disposed of without a word, and another", "[2~two>b]", async (_, db, steps) =>
        {
            var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.DisposeAsync(transaction);
            db.ChangeTracker.Clear();
            await using var another = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 2, "b");
            await steps.SaveAsync(db);
            await steps.CommitAsync(another);
        }),
        new("a save that fails", "", async (_, db, steps) =>
        {
            await steps.RenameAsync(db, 1, "two");
            await Assert.ThrowsAsync<DbUpdateException>(() => steps.SaveAsync(db));
        }),
        new("a save that fails, repaired in a transaction", "[1~one>a]", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            var card = await steps.RenameAsync(db, 1, "two");
            await Assert.ThrowsAsync<DbUpdateException>(() => steps.SaveAsync(db));
            card.Title = "a";
            await steps.SaveAsync(db);
            await steps.CommitAsync(transaction);
        }),
        new("statements without a transaction, of which the second fails", "[1~one>a 2~two>two]", async (_, db, steps) =>
        {
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            await steps.RenameAsync(db, 1, "a");
            await steps.RenameAsync(db, 2, "a");
            await Assert.ThrowsAsync<DbUpdateException>(() => steps.SaveAsync(db));
        }),
        new("a concurrency conflict, and a save after it", "[2~two>b]", async (board, db, steps) =>
        {
            var card = await steps.RenameAsync(db, 1, "a");
            db.Entry(card).Property(row => row.Stamp).OriginalValue = Guid.NewGuid();
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => steps.SaveAsync(db));
            Assert.Equal("", await board.ToldAsync());
            db.ChangeTracker.Clear();
            await steps.RenameAsync(db, 2, "b");
            await steps.SaveAsync(db);
        }),
        new("a concurrency conflict in a transaction, and a save after it", "[1~one>one 2~two>b]", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            var card = await steps.RenameAsync(db, 1, "a");
            db.Entry(card).Property(row => row.Stamp).OriginalValue = Guid.NewGuid();
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => steps.SaveAsync(db));
            db.ChangeTracker.Clear();
            await steps.RenameAsync(db, 2, "b");
            await steps.SaveAsync(db);
            await steps.CommitAsync(transaction);
        }),
        new("a key that changes", "", async (_, db, steps) =>
        {
            (await steps.LoadAsync(db, 1)).Id = 7;
            await Assert.ThrowsAsync<InvalidOperationException>(() => steps.SaveAsync(db));
        }),
        new("a transaction of the application's own", "[1~one>a]", async (board, db, steps) =>
        {
            await using var transaction = await Steps.BeginExternalAsync(db);
            await steps.UseAsync(db, transaction);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await transaction.CommitAsync();
            Assert.Equal("", await board.ToldAsync());
            await steps.PublishAsync(db);
        }),
        new("a transaction of the application's own, committed through the context", "[1~one>a]", async (_, db, steps) =>
        {
            await using var transaction = await Steps.BeginExternalAsync(db);
            await steps.UseAsync(db, transaction);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.CommitAsync(db.Database.CurrentTransaction!);
            await steps.PublishAsync(db);
        }),
        new("a transaction of the application's own that is rolled back", "", async (_, db, steps) =>
        {
            await using var transaction = await Steps.BeginExternalAsync(db);
            await steps.UseAsync(db, transaction);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await transaction.RollbackAsync();
        }),
        new("telling of an open transaction too early", "[1~one>a]", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.PublishAsync(db);
            await steps.CommitAsync(transaction);
        }),
        new("two contexts in one transaction", "[1~one>a 2~two>b]", async (board, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await using var other = new BoardDb(new DbContextOptionsBuilder().UseSqlite(db.Database.GetDbConnection()).UseSyncHub(board.Services).Options);
            await steps.UseAsync(other, transaction.GetDbTransaction());
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await steps.RenameAsync(other, 2, "b");
            await steps.SaveAsync(other);
            Assert.Equal("", await board.ToldAsync());
            await steps.CommitAsync(transaction);
        }),
        new("statements that are not seen, in a transaction with saves", "[1~one>b]", async (_, db, steps) =>
        {
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            await db.Cards.Where(card => card.Id == 1).ExecuteUpdateAsync(card => card.SetProperty(row => row.Title, "b"));
            await steps.CommitAsync(transaction);
        }),
    ];

    public static TheoryData<string, bool> Table
    {
        get
        {
            var table = new TheoryData<string, bool>();
            foreach (var scenario in Scenarios.Select(scenario => scenario.Name))
            {
                table.Add(scenario, false);
                table.Add(scenario, true);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task SaveChanges_InEveryWay_TellsWhatIsCommittedOnce(string name, bool isAsync)
    {
        var scenario = Scenarios.Single(scenario => scenario.Name == name);
        await using var board = await Board.StartAsync();

        await board.UseAsync(db => scenario.Work(board, db, new Steps(isAsync)));

        Assert.Equal(scenario.Told, await board.ToldAsync());
        Assert.DoesNotContain(board.Server.Logs, line => !IsExpected(line));
    }

    private static bool IsExpected(string line) =>
        line.Contains("past SaveChanges", StringComparison.Ordinal) || line.Contains("executing DbCommand", StringComparison.Ordinal) || line.Contains("while saving changes", StringComparison.Ordinal);

    private sealed record Scenario(string Name, string Told, Func<Board, BoardDb, Steps, Task> Work);
}
