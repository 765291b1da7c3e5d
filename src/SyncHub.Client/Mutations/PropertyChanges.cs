using System.Buffers;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Mutations;
using SyncHub.Json;

namespace SyncHub.Client;

/// <summary>The properties of an entity that a mutation changes, with their new values.</summary>
/// <typeparam name="T">The entity's type.</typeparam>
public sealed class PropertyChanges<T>
    where T : class
{
    private readonly JsonTypeInfo<T> _contract;
    private readonly Dictionary<string, RawJson> _values = new(StringComparer.Ordinal);

    internal PropertyChanges(JsonTypeInfo<T> contract) => _contract = contract;

    /// <summary>Sets a property. The value is written when this is called.</summary>
    /// <typeparam name="TValue">The property's type.</typeparam>
    /// <param name="property">The property, <c>task => task.Title</c> say: one of the entity's own, that its JSON has.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="ArgumentException">The expression is another one, the JSON has no such property, or the value cannot be written.</exception>
    public PropertyChanges<T> Set<TValue>(Expression<Func<T, TValue>> property, TValue value)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Body is not MemberExpression { Expression: ParameterExpression, Member: var member })
        {
            throw new ArgumentException($"'{property}' is not a property of {typeof(T).Name} itself; set the whole top-level property instead, as in task => task.Title.", nameof(property));
        }

        var json = _contract.Properties.FirstOrDefault(candidate => (candidate.AttributeProvider as MemberInfo)?.HasSameMetadataDefinitionAs(member) == true)
            ?? throw new ArgumentException(
                $"{typeof(T).Name}.{member.Name} does not travel: the JSON contract has no such property. Use one of {string.Join(", ", _contract.Properties.Select(candidate => candidate.Name))}.", nameof(property));
        _values[json.Name] = JsonText.Of(value, ContractOf(json), $"{typeof(T).Name}.{member.Name}");
        return this;
    }

    /// <summary>The object that the changes are on the wire.</summary>
    internal RawJson Build()
    {
        if (_values.Count == 0)
        {
            throw new ArgumentException($"The update of {typeof(T).Name} sets nothing; call Set.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _values)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    private static JsonTypeInfo ContractOf(JsonPropertyInfo property)
    {
        if (property.CustomConverter is not { } converter)
        {
            return property.Options.GetTypeInfo(property.PropertyType);
        }

        // A converter on the property itself is known to no contract but the entity's.
        var options = new JsonSerializerOptions(property.Options);
        options.Converters.Insert(0, converter);
        return options.GetTypeInfo(property.PropertyType);
    }
}
