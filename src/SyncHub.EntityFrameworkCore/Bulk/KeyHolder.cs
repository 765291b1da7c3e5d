using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Bulk;

/// <summary>A property of entities that holds the primary key of rows of models.</summary>
/// <param name="models">Those models.</param>
internal abstract class KeyHolder<TSource>(IReadOnlyList<TrackedModel> models)
    where TSource : class
{
    public IReadOnlyList<TrackedModel> Models => models;

    /// <summary>Reads which rows some entities are part of.</summary>
    /// <param name="source">The entities.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The distinct keys, and a restriction to entities that are part of no other row.</returns>
    public abstract Task<(IReadOnlyCollection<object> Keys, Func<IQueryable<TSource>, IQueryable<TSource>> Pin)> ReadAsync(
        IQueryable<TSource> source, CancellationToken cancellationToken);
}
