using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Json;
using SyncHub.Server.Data;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Answers from a database.</summary>
internal sealed partial class EntityFrameworkSource<TContext, TEntity, T, TKey> : ICollectionSource<T>, INotifiedSource
    where TContext : DbContext
    where TEntity : class
    where T : class
    where TKey : notnull
{
    private readonly TrackedModel<TContext, TEntity, T, TKey> _tracked;
    private readonly ProviderDialect _dialect;
    private readonly ILogger _logger;
    private readonly FilterTranslator<TEntity> _filters;
    private readonly OrderTranslator<TEntity, T> _orders;

    private readonly Func<CommitPublisher> _publisher;

    public EntityFrameworkSource(
        TrackedModel<TContext, TEntity, T, TKey> tracked, ColumnMap<TEntity> columns, ProviderDialect dialect, Func<CommitPublisher> publisher, ILogger logger)
    {
        _tracked = tracked;
        _publisher = publisher;
        _dialect = dialect;
        _logger = logger;
        _filters = new FilterTranslator<TEntity>(tracked.Model.Name, columns, dialect);
        _orders = new OrderTranslator<TEntity, T>(tracked.Model.Name, columns, _filters, dialect, tracked.Typed.Queries.Compiler);
    }

    /// <inheritdoc/>
    /// <remarks>Memory orders keys that no order can name by their text, which no database does.</remarks>
    public QueryEvaluation Evaluation => _tracked.Typed.Queries.Schema.Key is { IsSortable: true } ? _dialect.Evaluation : QueryEvaluation.Requery;

    public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken)
    {
        var rows = await _tracked.ReadCommittedAsync([key], cancellationToken).ConfigureAwait(false);
        return new SourceRow(rows.GetValueOrDefault(key, RawJson.Null), Position: null);
    }

    public async ValueTask<RowsRead<T>> ReadAsync(RowRange<T> range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        var filter = _filters.Translate(range.Query.Filter);
        var behind = range.After is { } after ? _orders.Behind(after.Entity, range.Query.Order) : null;
        await using var lease = await _tracked.Contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        var context = lease.Context;
        var matching = context.Set<TEntity>().AsNoTracking().Where(filter);
        var sorted = _orders.Sort(behind is null ? matching : matching.Where(behind), range.Query.Order, _tracked.KeyName);
        if (range.Skip > 0)
        {
            sorted = sorted.Skip(range.Skip);
        }

        // One more, to know whether there is one more.
        var rows = _tracked.ToRows(range.Take == int.MaxValue ? sorted : sorted.Take(range.Take + 1));
        try
        {
            return range.CountTotal
                ? await context.Database.CreateExecutionStrategy().ExecuteAsync(ct => ReadWithTotalAsync(context, rows, matching, range.Take, ct), cancellationToken).ConfigureAwait(false)
                : ToRead(await rows.ToListAsync(cancellationToken).ConfigureAwait(false), range.Take, total: null);
        }
        catch (InvalidOperationException exception) when (!IsTranslated(rows))
        {
            LogNotTranslated(exception, _tracked.Model.Name, _dialect.Name);
            throw QueryRefusal.Of($"{_dialect.Name} has no translation for this query on model '{_tracked.Model.Name}'. Name other properties or operators.", exception);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Also where the context is durable: nothing of it goes through the outbox, as there is no transaction that it could be part of.</remarks>
    public Task NotifyChangedAsync(object key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var model = _tracked.Typed;
        return key is TKey typed
            ? _publisher().PublishRow(_tracked, model.ToSyncKey(typed)).WaitAsync(cancellationToken)
            : throw new ArgumentException($"'{key}' of type {key.GetType()} is no key of model '{model.Name}', whose keys are {model.KeyDescription}; give a {typeof(TKey)}.", nameof(key));
    }

    public Task NotifyAllChangedAsync(CancellationToken cancellationToken) => _publisher().PublishReset(_tracked).WaitAsync(cancellationToken);

    // Compiles the query once more, and asks the database nothing.
    private static bool IsTranslated(IQueryable<T> rows)
    {
        try
        {
            _ = rows.ToQueryString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<RowsRead<T>> ReadWithTotalAsync(TContext context, IQueryable<T> rows, IQueryable<TEntity> matching, int take, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var snapshot = await _dialect.BeginSnapshotAsync(context.Database.GetDbConnection(), cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                await using var transaction = await context.Database.UseTransactionAsync(snapshot, cancellationToken).ConfigureAwait(false);
                var page = await rows.ToListAsync(cancellationToken).ConfigureAwait(false);
                return ToRead(page, take, await matching.LongCountAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private RowsRead<T> ToRead(List<T> page, int take, long? total)
    {
        var model = _tracked.Typed;
        return new RowsRead<T>
        {
            Rows = [.. page.Take(take).Select(row => model.Queries.RowOf(model.ToSyncKey(model.KeyOf(row)), model.Serialize(row)))],
            IsComplete = page.Count <= take,
            Total = total,
        };
    }

    [LoggerMessage(1, LogLevel.Warning, "A query on model {Model} was refused: {Provider} has no translation for it.")]
    private partial void LogNotTranslated(Exception exception, string model, string provider);
}
