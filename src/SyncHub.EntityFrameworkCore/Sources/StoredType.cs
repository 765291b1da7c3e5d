using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>What a column holds of a property's values.</summary>
/// <param name="Type">The type that is stored, without <see cref="Nullable{T}"/>.</param>
/// <param name="Name">The database's name of the column's type.</param>
/// <param name="Converter">Makes stored values; null where they are the property's own, or the same numbers.</param>
internal sealed record StoredType(Type Type, string Name, ValueConverter? Converter)
{
    /// <summary>How a property is stored; null where the provider does not say.</summary>
    public static StoredType? Of(IReadOnlyProperty property)
    {
        if (property.FindTypeMapping() is not RelationalTypeMapping mapping)
        {
            return null;
        }

        var converter = mapping.Converter;
        var type = converter?.ProviderClrType ?? mapping.ClrType;
        return new StoredType(Nullable.GetUnderlyingType(type) ?? type, mapping.StoreType, converter is null || KeepsOrder(converter) ? null : converter);
    }

    /// <summary>Whether a literal is stored in one way only, and read back as itself.</summary>
    public bool HoldsExactly(object literal)
    {
        if (Converter is null)
        {
            return true;
        }

        var stored = Converter.ConvertToProvider(literal);
        return stored is not null
            && System.Collections.StructuralComparisons.StructuralEqualityComparer.Equals(stored, Converter.ConvertToProvider(literal))
            && Equals(Converter.ConvertFromProvider(stored), literal);
    }

    private static bool KeepsOrder(ValueConverter converter) => ConverterOrder.IsKept(converter);
}
