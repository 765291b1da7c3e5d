using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Json;
using SyncHub.Server.Data;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Answers from a database.</summary>
internal sealed class EntityFrameworkSource<TContext, TEntity, T, TKey>(TrackedModel<TContext, TEntity, T, TKey> tracked) : ICollectionSource<T>
    where TContext : DbContext
    where TEntity : class
    where T : class
    where TKey : notnull
{
    public QueryEvaluation Evaluation => throw new NotImplementedException();

    public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken)
    {
        var rows = await tracked.ReadCommittedAsync([key], cancellationToken).ConfigureAwait(false);
        return new SourceRow(rows.GetValueOrDefault(key, RawJson.Null), Position: null);
    }

    public ValueTask<RowsRead<T>> ReadAsync(RowRange<T> range, CancellationToken cancellationToken) => throw new NotImplementedException();
}
