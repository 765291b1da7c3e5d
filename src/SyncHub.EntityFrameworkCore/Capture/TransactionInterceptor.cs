using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Sees transactions begin and end. Without state of its own, and without a query; a durable save writes its entry of the outbox before the commit that makes it so.</summary>
internal sealed class TransactionInterceptor : DbTransactionInterceptor
{
    public static TransactionInterceptor Instance { get; } = new();

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        OpenTransactions.Begin(result);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        OpenTransactions.Begin(result);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        ContextCapture.Of(eventData.Context)?.WriteOutbox(eventData.Context!, transaction);
        return result;
    }

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (ContextCapture.Of(eventData.Context) is { } capture)
        {
            await capture.WriteOutboxAsync(eventData.Context!, transaction, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Publish(transaction, isInDoubt: false);

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Publish(transaction, isInDoubt: false);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Drop(transaction);

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Drop(transaction);
        return Task.CompletedTask;
    }

    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Failed(transaction, eventData);

    public override Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Failed(transaction, eventData);
        return Task.CompletedTask;
    }

    private static void Failed(DbTransaction transaction, TransactionErrorEventData failure)
    {
        if (failure.Action == "Commit")
        {
            ContextCapture.Of(failure.Context)?.CommitFailed();
            Publish(transaction, isInDoubt: true);
        }
    }

    private static void Publish(DbTransaction transaction, bool isInDoubt)
    {
        if (OpenTransactions.TryFind(transaction, out var work))
        {
            work.Publish(isInDoubt);
        }
    }

    private static void Drop(DbTransaction transaction)
    {
        if (OpenTransactions.TryFind(transaction, out var work))
        {
            work.Drop();
        }
    }
}
