using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Schema;

/// <summary>Whether a value can be null, as its declaration has it; where that says nothing, it can.</summary>
internal sealed class Nullability
{
    private readonly NullabilityInfo? _declared;

    private Nullability(bool canBeNull, NullabilityInfo? declared) => (CanBeNull, _declared) = (canBeNull, declared);

    /// <summary>Whether null is written at times.</summary>
    public bool CanBeNull { get; }

    /// <summary>What a property's getter gives.</summary>
    public static Nullability Of(JsonPropertyInfo property)
    {
        var context = new NullabilityInfoContext();
        return Of(property.PropertyType, property.AttributeProvider switch
        {
            PropertyInfo declared => context.Create(declared),
            FieldInfo declared => context.Create(declared),
            _ => null,
        });
    }

    /// <summary>What the elements of an array, a list or a dictionary are.</summary>
    public Nullability OfElement(Type element)
    {
        var declared = _declared?.ElementType ?? _declared?.GenericTypeArguments.LastOrDefault();

        // The last argument of a generic type need not be what it enumerates.
        return Of(element, declared?.Type == element ? declared : null);
    }

    private static Nullability Of(Type type, NullabilityInfo? declared) => type.IsValueType
        ? new Nullability(Nullable.GetUnderlyingType(type) is not null, declared)
        : new Nullability(declared?.ReadState != NullabilityState.NotNull, declared);
}
