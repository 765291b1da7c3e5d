using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>The calls of EF Core that there are twice, so that one scenario tests both.</summary>
internal sealed class Steps(bool isAsync)
{
    public async Task<int> SaveAsync(DbContext db, bool acceptAllChanges = true) => isAsync
        ? await db.SaveChangesAsync(acceptAllChanges)
        : db.SaveChanges(acceptAllChanges);

    public async Task<IDbContextTransaction> BeginAsync(DbContext db) => isAsync
        ? await db.Database.BeginTransactionAsync()
        : db.Database.BeginTransaction();

    public Task CommitAsync(IDbContextTransaction transaction) => Do(() => transaction.CommitAsync(), transaction.Commit);

    public Task RollbackAsync(IDbContextTransaction transaction) => Do(() => transaction.RollbackAsync(), transaction.Rollback);

    public Task SavepointAsync(IDbContextTransaction transaction, string name) =>
        Do(() => transaction.CreateSavepointAsync(name), () => transaction.CreateSavepoint(name));

    public Task RollbackToAsync(IDbContextTransaction transaction, string name) =>
        Do(() => transaction.RollbackToSavepointAsync(name), () => transaction.RollbackToSavepoint(name));

    public Task UseAsync(DbContext db, DbTransaction transaction) =>
        Do(() => db.Database.UseTransactionAsync(transaction), () => db.Database.UseTransaction(transaction));

    public Task PublishAsync(DbContext db) => Do(() => db.Database.PublishSyncChangesAsync(), db.Database.PublishSyncChanges);

    public Task DisposeAsync(IDbContextTransaction transaction) => Do(() => transaction.DisposeAsync().AsTask(), transaction.Dispose);

    public async Task<Card> LoadAsync(BoardDb db, int id) => isAsync
        ? await db.Cards.SingleAsync(card => card.Id == id)
        : db.Cards.Single(card => card.Id == id);

    /// <summary>Loads a card and changes its title.</summary>
    public async Task<Card> RenameAsync(BoardDb db, int id, string title)
    {
        var card = await LoadAsync(db, id);
        card.Title = title;
        return card;
    }

    /// <summary>A transaction of the application's own, on the context's connection.</summary>
    public static async Task<DbTransaction> BeginExternalAsync(DbContext db)
    {
        await db.Database.OpenConnectionAsync();
        return await ((SqliteConnection)db.Database.GetDbConnection()).BeginTransactionAsync();
    }

    private Task Do(Func<Task> asynchronous, Action synchronous)
    {
        if (isAsync)
        {
            return asynchronous();
        }

        synchronous();
        return Task.CompletedTask;
    }
}
