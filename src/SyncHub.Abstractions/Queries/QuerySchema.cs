using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Queries.Scalars;

namespace SyncHub.Queries;

/// <summary>
/// What queries on one entity type can name: the properties of its JSON contract, and those of the objects within. Safe for concurrent use.
/// A property that does not travel, that has a converter of its own (unless it is an enum), or whose name holds a dot cannot be named.
/// </summary>
public sealed class QuerySchema
{
    private const int MaxSegments = 8;
    private const int MaxRemembered = 1_024;

    private readonly JsonTypeInfo _contract;
    private readonly FrozenDictionary<string, Resolved> _properties;

    // Some can be read, but not be named.
    private readonly FrozenDictionary<string, Resolved> _queryable;

    // Paths below the top level, once they were asked for. A type that holds itself has no end of them, and clients choose: hence the bound.
    private readonly ConcurrentDictionary<string, Resolved> _nested;

    private QuerySchema(JsonTypeInfo contract, string? key)
    {
        _contract = contract;
        _nested = new ConcurrentDictionary<string, Resolved>(StringComparer.Ordinal);
        _properties = contract.Properties
            .Where(property => property.Get is not null && Member(property) is not null)
            .ToFrozenDictionary(property => property.Name, property => Resolve(null, property), StringComparer.Ordinal);
        _queryable = _properties;
        if (key is not null)
        {
            Key = _properties.TryGetValue(key, out var found)
                ? found.Property
                : throw new ArgumentException($"{contract.Type.Name} has no JSON property '{key}' to be its key.", nameof(key));
        }
    }

    private QuerySchema(QuerySchema whole, IReadOnlySet<string> names)
    {
        _contract = whole._contract;
        _properties = whole._properties;
        _nested = whole._nested;
        _queryable = whole._queryable.Where(property => names.Contains(property.Key)).ToFrozenDictionary(StringComparer.Ordinal);
        Key = whole.Key;
    }

    /// <summary>The entity type.</summary>
    public Type Type => _contract.Type;

    /// <summary>The entity's key, the last tie-break of every order; null where none was given.</summary>
    public QueryProperty? Key { get; }

    /// <summary>The schema of a JSON contract.</summary>
    /// <param name="contract">The contract of the entity type, from the options that bodies are written with.</param>
    /// <param name="key">The JSON name of the key property; null for none.</param>
    /// <exception cref="ArgumentException">The contract is not that of an object, or has no such key.</exception>
    public static QuerySchema Create(JsonTypeInfo contract, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract.Kind == JsonTypeInfoKind.Object
            ? new QuerySchema(contract, key)
            : throw new ArgumentException($"{contract.Type.Name} is not a JSON object, and so has no properties to query.", nameof(contract));
    }

    /// <summary>
    /// The same schema with fewer properties that can be named. Those left out are as if they did not exist, and nothing within them can be named.
    /// The key stays the last tie-break.
    /// </summary>
    /// <param name="names">JSON names of top-level properties; others mean nothing.</param>
    public QuerySchema Restrict(IReadOnlySet<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new QuerySchema(this, names);
    }

    /// <summary>Whether a query names only what this schema has: one that was made for another may name more.</summary>
    public bool Covers(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Covers(query.Filter) && query.Order.All(term => Covers(term.Property) || term.Property.Path == Key?.Path);
    }

    /// <summary>The property of a path; null where there is none.</summary>
    public QueryProperty? Find(string path) => FindOrExplain(path).Property;

    /// <summary>The property of a path.</summary>
    /// <exception cref="SyncException">There is none, or it cannot be compared: <see cref="SyncErrorCodes.InvalidFilter"/>.</exception>
    public QueryProperty Get(string path)
    {
        var (property, problem) = FindOrExplain(path);
        return property ?? throw QueryErrors.InvalidFilter(problem!);
    }

    /// <summary>The property that a chain of members leads to, outermost first.</summary>
    /// <exception cref="SyncException">One of them does not travel, or the last cannot be compared: <see cref="SyncErrorCodes.InvalidFilter"/>.</exception>
    internal QueryProperty Get(IEnumerable<MemberInfo> members)
    {
        var contract = _contract;
        Resolved? found = null;
        foreach (var member in members)
        {
            var json = contract?.Properties.FirstOrDefault(property => property.Get is not null && MemberIdentity.AreSame(Member(property), member));
            if (json is null)
            {
                throw QueryErrors.InvalidFilter(
                    $"{member.DeclaringType?.Name}.{member.Name} does not travel: the JSON contract has no such property. {WayOut(contract)}");
            }

            if (json.Name.Contains('.', StringComparison.Ordinal))
            {
                throw QueryErrors.InvalidFilter($"{member.DeclaringType?.Name}.{member.Name} is '{json.Name}' on the wire, and a name with a dot cannot be queried. {WayOut(contract)}");
            }

            found = found is null ? _properties[json.Name] : ResolveNested(found, json);
            contract = found.Contract;
        }

        // Once more by its path, which may be too long to be sent.
        return Get(found!.Path);
    }

    private static string WayOut(JsonTypeInfo? contract) =>
        contract is null ? "It is not part of an object." : $"Use one of {List(contract.Properties.Select(property => property.Name))}.";

    private (QueryProperty? Property, string? Problem) FindOrExplain(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var shown = QueryErrors.Show(path);
        var names = path.Split('.', MaxSegments + 1);
        if (names.Length > MaxSegments)
        {
            return (null, $"The property path '{shown}' has more than {MaxSegments} names. Use one with fewer.");
        }

        if (!_queryable.TryGetValue(names[0], out var found))
        {
            return (null, $"{Type.Name} has no property '{QueryErrors.Show(names[0])}'. Use one of {List(_queryable.Keys)}.");
        }

        foreach (var name in names.Skip(1))
        {
            var parent = found;
            if (parent.Contract?.Properties.FirstOrDefault(property => property.Name == name && property.Get is not null && Member(property) is not null) is not { } next)
            {
                var wayOut = parent.Contract is null ? $"'{parent.Path}' holds no properties." : $"Use one of {List(parent.Contract.Properties.Select(property => property.Name))}.";
                return (null, $"'{parent.Path}' has no property '{QueryErrors.Show(name)}'. {wayOut}");
            }

            found = ResolveNested(parent, next);
        }

        return found.Property is { } result
            ? (result, null)
            : (null, $"The property '{shown}' of {Type.Name} cannot be queried: its type, {found.Type.Name}, is none of {ScalarTypes.Supported}, no collection of them and no object.");
    }

    private bool Covers(QueryProperty property) => _queryable.ContainsKey(property.Path.Split('.')[0]);

    private bool Covers(Filter filter) => filter switch
    {
        TermFilter term => Covers(term.Property),
        NotFilter not => Covers(not.Operand),
        AndFilter all => all.Operands.All(Covers),
        OrFilter any => any.Operands.All(Covers),
        _ => true,
    };

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(32));

    private static MemberInfo? Member(JsonPropertyInfo property) => property.AttributeProvider as MemberInfo is PropertyInfo or FieldInfo
        ? (MemberInfo)property.AttributeProvider
        : null;

    private Resolved ResolveNested(Resolved parent, JsonPropertyInfo json)
    {
        var path = $"{parent.Path}.{json.Name}";
        if (!_nested.TryGetValue(path, out var found))
        {
            found = Resolve(parent, json);
            if (_nested.Count < MaxRemembered)
            {
                _nested.TryAdd(path, found);
            }
        }

        return found;
    }

    private Resolved Resolve(Resolved? parent, JsonPropertyInfo json)
    {
        var options = _contract.Options;
        var type = json.PropertyType;
        var value = Nullable.GetUnderlyingType(type) ?? type;
        var path = parent is null ? json.Name : $"{parent.Path}.{json.Name}";
        var isNullable = parent?.IsNullable == true || CanBeNull(type);
        ImmutableArray<MemberInfo> members = [.. parent?.Members ?? [], Member(json)!];
        ImmutableArray<Func<object, object?>> getters = [.. parent?.Getters ?? [], json.Get!];

        QueryProperty? property = null;
        JsonTypeInfo? inner = null;
        if (ScalarTypes.Find(value, options, json.CustomConverter) is { } scalar)
        {
            property = new QueryProperty(path, members, getters, type, isNullable, scalar, elementType: null, isElementNullable: false);
        }
        else if (json.CustomConverter is null && value != typeof(byte[]) && options.TryGetTypeInfo(value, out var contract))
        {
            inner = contract.Kind == JsonTypeInfoKind.Object ? contract : null;
            var element = contract.Kind == JsonTypeInfoKind.Enumerable ? contract.ElementType : null;
            var elementScalar = element is null ? null : ScalarTypes.Find(Nullable.GetUnderlyingType(element) ?? element, options, converter: null);
            if (inner is not null || elementScalar is not null)
            {
                property = new QueryProperty(path, members, getters, type, isNullable, elementScalar, element, element is not null && CanBeNull(element));
            }
        }

        return new Resolved(path, type, members, getters, isNullable, property, inner);
    }

    private static bool CanBeNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private sealed record Resolved(
        string Path,
        Type Type,
        ImmutableArray<MemberInfo> Members,
        ImmutableArray<Func<object, object?>> Getters,
        bool IsNullable,
        QueryProperty? Property,
        JsonTypeInfo? Contract);
}
