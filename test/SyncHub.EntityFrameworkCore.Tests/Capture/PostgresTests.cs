using System.Text.Json;
using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>What SQLite does not have, or does in another way.</summary>
public sealed class PostgresTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TransactionScope_Completed_TellsAllItsSavesAsOneCommit(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await board.UseAsync(async db =>
            {
                var steps = new Steps(isAsync);
                await steps.RenameAsync(db, 1, "a");
                await steps.SaveAsync(db);
                await steps.RenameAsync(db, 2, "b");
                await steps.SaveAsync(db);
            });
            Assert.Equal("", await board.ToldAsync());
            scope.Complete();
        }

        Assert.Equal("[1~one>a 2~two>b]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TransactionScope_NotCompleted_TellsNothing(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await board.UseAsync(async db =>
            {
                var steps = new Steps(isAsync);
                await steps.RenameAsync(db, 1, "a");
                await steps.SaveAsync(db);
            });
        }

        Assert.Equal("", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnlistTransaction_Committed_TellsThen(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        using var transaction = new CommittableTransaction();
        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await db.Database.OpenConnectionAsync();
            db.Database.EnlistTransaction(transaction);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            Assert.Equal("", await board.ToldAsync());
            transaction.Commit();
        });

        Assert.Equal("[1~one>a]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeginTransaction_OnTheObjectOfOneThatWasGivenUp_TellsOnlyOfItself(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await db.Database.OpenConnectionAsync();
            await steps.DisposeAsync(await GiveUpAsync(steps, db));
            db.ChangeTracker.Clear();
            await using var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 2, "b");
            await steps.SaveAsync(db);
            await steps.CommitAsync(transaction);
        });

        Assert.Equal("[2~two>b]", await board.ToldAsync());

        static async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> GiveUpAsync(Steps steps, BoardDb db)
        {
            var transaction = await steps.BeginAsync(db);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
            return transaction;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_ValuesFinerThanTheirColumns_TellsWhatTheColumnsHold(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        var due = new DateTime(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567);
        await board.UseAsync(async db =>
        {
            var card = await db.Cards.SingleAsync(row => row.Id == 1);
            (card.DueAt, card.Price) = (due, 1.239m);
            await new Steps(isAsync).SaveAsync(db);

            // EF Core goes on with what it was given.
            Assert.Equal((due, 1.239m), (card.DueAt, card.Price));
        });

        var told = JsonDocument.Parse((await board.EntriesAsync()).Single().Change.After.Utf8).RootElement;
        await board.UseAsync(async db =>
        {
            var stored = await db.Cards.AsNoTracking().SingleAsync(row => row.Id == 1);
            Assert.NotEqual((due, 1.239m), (stored.DueAt, stored.Price));
            Assert.Equal((stored.DueAt, stored.Price), (told.GetProperty("dueAt").GetDateTime(), told.GetProperty("price").GetDecimal()));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_ViolatesAConstraint_TellsNothing(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await steps.RenameAsync(db, 1, "two");
            await Assert.ThrowsAsync<DbUpdateException>(() => steps.SaveAsync(db));
        });

        Assert.Equal("", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_FailsInATransaction_TheRepairedSaveIsTold(bool isAsync)
    {
        await using var board = await Board.StartOnPostgresAsync();
        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await using var transaction = await steps.BeginAsync(db);
            var card = db.Update(new Card { Id = 1, Title = "two" }).Entity;
            await Assert.ThrowsAsync<DbUpdateException>(() => steps.SaveAsync(db));
            card.Title = "a";
            await steps.SaveAsync(db);
            await steps.CommitAsync(transaction);
        });

        Assert.Equal("[1~one>a]", await board.ToldAsync());
    }
}
