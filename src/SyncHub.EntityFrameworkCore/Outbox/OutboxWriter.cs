using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SyncHub.EntityFrameworkCore.Capture;
using SyncHub.EntityFrameworkCore.Publishing;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>
/// Writes what a save changes into the outbox, in the save's transaction. Where that is EF Core's own, before it commits, when all keys are known; where it
/// is the application's, as soon as the save is over.
/// </summary>
internal sealed class OutboxWriter(OutboxNode node)
{
    /// <summary>EF Core's own transaction of a save is about to commit.</summary>
    public void Write(DbContext context, SaveCapture save, DbTransaction transaction)
    {
        if (Begin(save) is { } entry)
        {
            OutboxInsert.Of(context).Write(entry, transaction.Connection!, transaction);
        }
    }

    /// <inheritdoc cref="Write"/>
    public Task WriteAsync(DbContext context, SaveCapture save, DbTransaction transaction, CancellationToken cancellationToken) =>
        Begin(save) is { } entry ? OutboxInsert.Of(context).WriteAsync(entry, transaction.Connection!, transaction, cancellationToken) : Task.CompletedTask;

    /// <summary>A save is over. Whether it is committed, the outbox tells: what is in there, is.</summary>
    /// <param name="context">The context.</param>
    /// <param name="save">What it changed.</param>
    /// <param name="hasFailed">Whether it failed, which in a transaction of the application's need not be the end of what it did.</param>
    public void End(DbContext context, SaveCapture save, bool hasFailed)
    {
        if (WorkOf(context, save) is not { } work)
        {
            EndOwn(context, save, hasFailed);
            return;
        }

        var entry = EntryOf(save, save.Touches, work.OutboxCommit(node, context.GetType()));
        context.Database.OpenConnection();
        try
        {
            OutboxInsert.Of(context).Write(entry, context.Database.GetDbConnection(), context.Database.CurrentTransaction?.GetDbTransaction());
        }
        catch (DbException) when (hasFailed)
        {
            // The transaction is void, and with it the save.
        }
        finally
        {
            context.Database.CloseConnection();
        }
    }

    /// <inheritdoc cref="End"/>
    public async Task EndAsync(DbContext context, SaveCapture save, bool hasFailed)
    {
        if (WorkOf(context, save) is not { } work)
        {
            EndOwn(context, save, hasFailed);
            return;
        }

        var entry = EntryOf(save, save.Touches, work.OutboxCommit(node, context.GetType()));

        // Without a token: the application may commit its transaction whoever gives up waiting here, and this must be in it.
        await context.Database.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await OutboxInsert.Of(context).WriteAsync(
                entry, context.Database.GetDbConnection(), context.Database.CurrentTransaction?.GetDbTransaction(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (DbException) when (hasFailed)
        {
            // The transaction is void, and with it the save.
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private static UncommittedWork? WorkOf(DbContext context, SaveCapture save) =>
        context.Database.CurrentTransaction is { } transaction ? OpenTransactions.Of(transaction.GetDbTransaction())
        : save.Ambient is { } ambient ? OpenTransactions.Of(ambient)
        : null;

    private void EndOwn(DbContext context, SaveCapture save, bool hasFailed)
    {
        node.Signal(context.GetType()).Set();
        if (hasFailed && save.OutboxCommit is { } commit)
        {
            node.Complete(commit);
        }
    }

    private OutboxEntry? Begin(SaveCapture save)
    {
        // Once more where EF Core tries the save again: nothing of the first time is left, and keys may be others.
        var touches = save.TouchesSoFar().ToList();
        return touches.Count == 0 ? null : EntryOf(save, touches, save.OutboxCommit ??= Guid.NewGuid());
    }

    private OutboxEntry EntryOf(SaveCapture save, IEnumerable<Touch> touches, Guid commit)
    {
        save.OutboxCommit = commit;
        if (save.Scope is { } scope)
        {
            node.Expect(commit, scope);
        }

        return new OutboxEntry
        {
            Commit = commit,
            Node = node.Id,
            SavedAt = save.Began.UtcTicks,
            MutationId = save.Scope?.Id,
            Changes = OutboxPayload.Write(touches),
        };
    }
}
