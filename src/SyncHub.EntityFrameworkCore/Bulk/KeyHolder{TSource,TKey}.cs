using Microsoft.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Bulk;

/// <inheritdoc/>
/// <param name="name">The property.</param>
/// <param name="isNullable">Whether an entity need not be part of a row.</param>
/// <param name="models">The models of the rows.</param>
internal sealed class KeyHolder<TSource, TKey>(string name, bool isNullable, IReadOnlyList<TrackedModel> models) : KeyHolder<TSource>(models)
    where TSource : class
{
    public override async Task<(IReadOnlyCollection<object> Keys, Func<IQueryable<TSource>, IQueryable<TSource>> Pin)> ReadAsync(
        IQueryable<TSource> source, CancellationToken cancellationToken)
    {
        var property = name;
        var values = await source.Select(entity => EF.Property<TKey>(entity, property)).ToListAsync(cancellationToken).ConfigureAwait(false);
        var keys = values.Where(value => value is not null).Distinct().ToList();
        return ([.. keys.Select(key => (object)key!)], Pin);

        // As one parameter, as there may be more keys than a command takes parameters.
        IQueryable<TSource> Pin(IQueryable<TSource> entities) => isNullable
            ? entities.Where(entity => EF.Parameter(keys).Contains(EF.Property<TKey>(entity, property)) || EF.Property<object?>(entity, property) == null)
            : entities.Where(entity => EF.Parameter(keys).Contains(EF.Property<TKey>(entity, property)));
    }
}
