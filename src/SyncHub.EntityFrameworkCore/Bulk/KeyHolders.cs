using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SyncHub.EntityFrameworkCore.Capture;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Bulk;

/// <summary>Finds which properties of entities tell the rows that they are part of.</summary>
internal static class KeyHolders
{
    /// <summary>Those of an entity type; none where no row of a model is made of it.</summary>
    /// <exception cref="ArgumentException">The type is no entity type of the context, or only some of its derived types tell their rows.</exception>
    public static IReadOnlyList<KeyHolder<TSource>> Of<TSource>(DbContext context, CaptureServices services)
        where TSource : class
    {
        var root = context.Model.FindEntityType(typeof(TSource)) ?? throw new ArgumentException(
            $"{typeof(TSource)} is no entity type of {context.GetType()}; let the query give the entities that are changed, without a projection.");
        var found =
            from type in root.GetDerivedTypesInclusive()
            from concerned in services.ConcernedBy(context, type)
            from property in concerned.KeyHolders
            group concerned.Model by property.Name;
        return [.. found.Select(holder => Create<TSource>(root, holder.Key, [.. holder.Distinct()]))];
    }

    private static KeyHolder<TSource> Create<TSource>(IEntityType root, string name, TrackedModel[] models)
        where TSource : class
    {
        var property = root.FindProperty(name) ?? throw new ArgumentException(
            $"Only types derived from {root.DisplayName()} have the property '{name}', which tells their rows of model '{models[0].Model.Name}'; narrow the query to one of them with OfType.");
        return (KeyHolder<TSource>)Activator.CreateInstance(
            typeof(KeyHolder<,>).MakeGenericType(typeof(TSource), property.ClrType), name, property.IsNullable, models)!;
    }
}
