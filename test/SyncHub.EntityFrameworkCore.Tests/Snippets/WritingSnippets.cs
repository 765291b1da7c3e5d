using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

internal static class WritingSnippets
{
    public static async Task TransactionAsync(AppDb db, TaskItem task)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        task.Title = "First";
        await db.SaveChangesAsync();
        task.Title = "Second";
        await db.SaveChangesAsync();
        await transaction.CommitAsync(); // One commit, "Second"; nobody has seen "First".
    }

    public static async Task ExternalAsync(AppDb db, DbConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await db.Database.UseTransactionAsync(transaction);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();              // Not seen by EF Core.
        await db.Database.PublishSyncChangesAsync();
    }

    public static async Task NotifyAsync(AppDb db, ISyncNotifier notifier, Guid id)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE Tasks SET Done = 1 WHERE Id = {id}");
        await notifier.NotifyChangedAsync<TaskItem>(id);
    }
}
