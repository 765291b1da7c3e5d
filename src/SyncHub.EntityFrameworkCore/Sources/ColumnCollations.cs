using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>The collations that columns were given, which the model that queries run on has forgotten. Immutable.</summary>
internal sealed class ColumnCollations
{
    private readonly FrozenDictionary<(string Type, string Property), string> _names;

    private ColumnCollations(IModel model) => _names = model.GetEntityTypes()
        .SelectMany(type => type.GetFlattenedProperties())
        .DistinctBy(Key)
        .Where(property => property.GetCollation() is not null)
        .ToFrozenDictionary(Key, property => property.GetCollation()!);

    public static ColumnCollations Of(DbContext context) => new(context.GetService<IDesignTimeModel>().Model);

    /// <summary>The collation of a property's column; null for the database's own.</summary>
    public string? Of(IReadOnlyProperty property) => _names.GetValueOrDefault(Key(property));

    private static (string Type, string Property) Key(IReadOnlyProperty property) => (property.DeclaringType.Name, property.Name);
}
