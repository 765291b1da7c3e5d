using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Model;

/// <summary>The JSON contracts that a body can consist of: its own, and those of everything within.</summary>
internal static class JsonTypeGraph
{
    // The serialiser has contracts for these, but they only throw.
    private static readonly Type[] Unserializable = [typeof(Delegate), typeof(MemberInfo), typeof(nint), typeof(nuint)];

    /// <summary>Every contract that can be reached from a type, itself first. What has none is reported as a problem.</summary>
    /// <param name="root">Where to start.</param>
    /// <param name="options">Where contracts come from.</param>
    /// <param name="alsoInto">Properties that do not travel, but are to be followed; none by default.</param>
    /// <param name="problems">Takes a sentence for each type that cannot be serialised.</param>
    public static IReadOnlyList<JsonTypeInfo> Walk(
        Type root, JsonSerializerOptions options, ICollection<string> problems, Func<JsonTypeInfo, JsonPropertyInfo, bool>? alsoInto = null)
    {
        var contracts = new List<JsonTypeInfo>();
        var seen = new HashSet<Type> { root };
        var open = new Queue<(Type Type, string Path)>([(root, root.Name)]);
        while (open.TryDequeue(out var next))
        {
            if (Find(next.Type, next.Path, options, problems) is not { } contract)
            {
                continue;
            }

            contracts.Add(contract);
            foreach (var (type, path) in Parts(contract, next.Path, alsoInto))
            {
                if (seen.Add(type))
                {
                    open.Enqueue((type, path));
                }
            }
        }

        return contracts;
    }

    /// <summary>Whether a property is written or read, rather than ignored.</summary>
    public static bool Travels(JsonPropertyInfo property) => property.Get is not null || property.Set is not null;

    private static JsonTypeInfo? Find(Type type, string path, JsonSerializerOptions options, ICollection<string> problems)
    {
        if (Unserializable.Any(kind => kind.IsAssignableFrom(type)))
        {
            problems.Add($"{path} is a {type.Name}, which JSON cannot hold. Mark the property with [JsonIgnore], or change its type.");
            return null;
        }

        try
        {
            return options.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            problems.Add($"{path} cannot be serialised: {exception.Message}");
            return null;
        }
    }

    private static IEnumerable<(Type Type, string Path)> Parts(
        JsonTypeInfo contract, string path, Func<JsonTypeInfo, JsonPropertyInfo, bool>? alsoInto)
    {
        if (Nullable.GetUnderlyingType(contract.Type) is { } underlying)
        {
            yield return (underlying, path);
        }

        if (contract.ElementType is { } element)
        {
            yield return (element, path + "[]");
        }

        foreach (var property in contract.Properties)
        {
            if (property.CustomConverter is null && (Travels(property) || alsoInto?.Invoke(contract, property) == true))
            {
                yield return (property.PropertyType, $"{path}.{property.Name}");
            }
        }

        foreach (var derived in contract.PolymorphismOptions?.DerivedTypes ?? [])
        {
            yield return (derived.DerivedType, derived.DerivedType.Name);
        }
    }
}
