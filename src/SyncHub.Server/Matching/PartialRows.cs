using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;

namespace SyncHub.Server.Matching;

/// <summary>
/// Reads of a body no more than some properties, into an entity that has only those: for the look whether a change concerns any query at all. Only where
/// what a property says follows from that property of the body alone, as far as types tell. Owned by one loop.
/// </summary>
/// <param name="whole">How bodies are read in whole.</param>
internal sealed class PartialRows<T>(JsonTypeInfo<T> whole)
    where T : class
{
    private readonly Dictionary<string, JsonPropertyInfo>? _readable = ReadableOf(whole);
    private JsonTypeInfo<T>? _partial;
    private int _names = -1;

    /// <summary>Whether all that these properties say can be read apart.</summary>
    /// <param name="names">JSON names of top-level properties. Between two calls some may be added, none taken away.</param>
    public bool CanRead(IReadOnlySet<string> names)
    {
        if (_names != names.Count)
        {
            _names = names.Count;
            _partial = _readable is not null && names.All(_readable.ContainsKey) ? Build(names) : null;
        }

        return _partial is not null;
    }

    /// <summary>The entity with those properties, and with nothing else; only after <see cref="CanRead"/>.</summary>
    /// <exception cref="JsonException">The body is no entity, or one of the properties cannot be read.</exception>
    public T Read(RawJson body) => JsonSerializer.Deserialize(body.Utf8.Span, _partial!) ?? throw new JsonException($"null is not a {typeof(T).Name}.");

    // By JSON name; null where something of the type's own might see to it that properties depend on each other.
    private static Dictionary<string, JsonPropertyInfo>? ReadableOf(JsonTypeInfo<T> contract)
    {
        var isPlain = contract is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, CreateObject: not null, OnDeserializing: null, OnDeserialized: null };
        var set = contract.Properties.Where(property => property.Set is not null).ToList();
        return isPlain && set.TrueForAll(property => !property.IsExtensionData && IsAutomatic(property))
            ? set.ToDictionary(property => property.Name, StringComparer.Ordinal)
            : null;
    }

    private static bool IsAutomatic(JsonPropertyInfo property) =>
        property.AttributeProvider is PropertyInfo { GetMethod: { } get, SetMethod: { } set } && IsGenerated(get) && IsGenerated(set);

    private static bool IsGenerated(MethodInfo accessor) => accessor.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private JsonTypeInfo<T> Build(IReadOnlySet<string> names)
    {
        var partial = JsonTypeInfo.CreateJsonTypeInfo<T>(whole.Options);
        partial.CreateObject = whole.CreateObject;
        partial.NumberHandling = whole.NumberHandling;
        foreach (var known in names.Select(name => _readable![name]))
        {
            var property = partial.CreateJsonPropertyInfo(known.PropertyType, known.Name);
            property.Set = known.Set;
            property.CustomConverter = known.CustomConverter;
            property.NumberHandling = known.NumberHandling;
            partial.Properties.Add(property);
        }

        return partial;
    }
}
