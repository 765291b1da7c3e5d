using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using SyncHub.EntityFrameworkCore.Capture;
using SyncHub.EntityFrameworkCore.Publishing;

namespace SyncHub.EntityFrameworkCore.Bulk;

/// <summary>
/// A statement that changes all entities of a query. Which rows that will be is read first, in the same transaction, and the statement held to
/// them: an entity that another transaction makes match in between is left as it is, rather than changed without anybody being told.
/// </summary>
internal static class BulkStatement
{
    /// <summary>Runs one, in the current transaction or else in one of its own.</summary>
    public static Task<int> RunAsync<TSource>(
        DbContext context, IQueryable<TSource> source, Func<IQueryable<TSource>, CancellationToken, Task<int>> execute, CancellationToken cancellationToken)
        where TSource : class
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        if (!ReferenceEquals(source.Provider, context.GetService<IAsyncQueryProvider>()))
        {
            throw new ArgumentException($"The query was not made with this {context.GetType()}; give the context that it was made with.", nameof(source));
        }

        if (ContextCapture.Of(context) is not { } capture || KeyHolders.Of<TSource>(context, capture.Services) is not { Count: > 0 } holders)
        {
            return execute(source, cancellationToken);
        }

        return context.Database.CreateExecutionStrategy().ExecuteAsync(AttemptAsync, cancellationToken);

        async Task<int> AttemptAsync(CancellationToken ending)
        {
            await context.Database.OpenConnectionAsync(ending).ConfigureAwait(false);
            try
            {
                if (context.Database.CurrentTransaction is not null || ContextCapture.AmbientOf(context) is not null)
                {
                    return await ChangeAsync(capture, context, holders, source, execute, isOwn: false, ending).ConfigureAwait(false);
                }

                await using var transaction = await context.Database.BeginTransactionAsync(ending).ConfigureAwait(false);
                var changed = await ChangeAsync(capture, context, holders, source, execute, isOwn: true, ending).ConfigureAwait(false);
                await transaction.CommitAsync(ending).ConfigureAwait(false);
                return changed;
            }
            finally
            {
                await context.Database.CloseConnectionAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> ChangeAsync<TSource>(
        ContextCapture capture,
        DbContext context,
        IReadOnlyList<KeyHolder<TSource>> holders,
        IQueryable<TSource> source,
        Func<IQueryable<TSource>, CancellationToken, Task<int>> execute,
        bool isOwn,
        CancellationToken cancellationToken)
        where TSource : class
    {
        var bulk = capture.BeginBulk(context);
        try
        {
            var rows = new RowKeys();
            var pinned = source;
            foreach (var holder in holders)
            {
                var (keys, pin) = await holder.ReadAsync(source, cancellationToken).ConfigureAwait(false);
                Add(rows, holder, keys);
                pinned = pin(pinned);
            }

            bulk.Take(rows);
            await bulk.ReadBeforesAsync(context, cancellationToken).ConfigureAwait(false);
            var changed = await execute(pinned, cancellationToken).ConfigureAwait(false);
            await capture.TellBulkAsync(context, bulk, SaveEnd.Done).ConfigureAwait(false);
            return changed;
        }
        catch when (!isOwn)
        {
            // The application may commit its transaction nevertheless, and what a cancelled statement has done with it.
            await capture.TellBulkAsync(context, bulk, SaveEnd.InDoubt).ConfigureAwait(false);
            throw;
        }
        finally
        {
            capture.EndBulk();
        }
    }

    private static void Add<TSource>(RowKeys rows, KeyHolder<TSource> holder, IReadOnlyCollection<object> keys)
        where TSource : class
    {
        foreach (var model in holder.Models)
        {
            foreach (var key in keys)
            {
                if (model.ToSyncKey(key) is { } row)
                {
                    rows.Add(model, row);
                }
            }
        }
    }
}
