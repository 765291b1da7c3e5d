using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Transactions;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>What has been saved in transactions that are open, in this process.</summary>
internal static class OpenTransactions
{
    // Goes with the transaction, so that one that is disposed of without a word leaves nothing.
    private static readonly ConditionalWeakTable<DbTransaction, UncommittedWork> Database = [];

    // By the identifier, as each access to Transaction.Current may give another object. Every one of them completes.
    private static readonly ConcurrentDictionary<string, UncommittedWork> Ambient = new(StringComparer.Ordinal);

    public static UncommittedWork Of(DbTransaction transaction) => Database.GetValue(transaction, static _ => new UncommittedWork(endIsSeen: false));

    public static bool TryFind(DbTransaction transaction, [NotNullWhen(true)] out UncommittedWork? work) => Database.TryGetValue(transaction, out work);

    /// <summary>A transaction begins, through a context. Its object may have been that of an earlier one.</summary>
    public static void Begin(DbTransaction transaction) => Database.AddOrUpdate(transaction, new UncommittedWork(endIsSeen: true));

    public static UncommittedWork Of(Transaction transaction)
    {
        var id = transaction.TransactionInformation.LocalIdentifier;
        if (Ambient.TryGetValue(id, out var known))
        {
            return known;
        }

        var work = Ambient.GetOrAdd(id, new UncommittedWork(endIsSeen: true));
        transaction.TransactionCompleted += static (_, ended) => End(ended.Transaction!.TransactionInformation);
        return work;
    }

    private static void End(TransactionInformation ended)
    {
        // Several contexts that meet here at once may each have asked to be told.
        if (!Ambient.TryRemove(ended.LocalIdentifier, out var work))
        {
            return;
        }

        if (ended.Status == TransactionStatus.Aborted)
        {
            work.Drop();
        }
        else
        {
            work.Publish(isInDoubt: ended.Status != TransactionStatus.Committed);
        }
    }
}
