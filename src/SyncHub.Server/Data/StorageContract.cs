using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Server.Model;

namespace SyncHub.Server.Data;

/// <summary>
/// The contract by which a data set keeps entities whole. What travels leaves out what is marked <c>[JsonIgnore]</c>, always or at times,
/// and cannot set what only has a private setter; kept like that, a password hash would be gone after the first patch.
/// </summary>
internal static class StorageContract
{
    /// <summary>The contract given where bodies already hold all there is; else one that keeps the hidden properties too.</summary>
    public static JsonTypeInfo<T> For<T>(JsonTypeInfo<T> wire)
    {
        var hidden = new HashSet<(Type, string)>();
        var problems = new List<string>();
        foreach (var contract in JsonTypeGraph.Walk(typeof(T), wire.Options, problems, IsHidden))
        {
            hidden.UnionWith(contract.Properties.Where(property => IsHidden(contract, property)).Select(property => (contract.Type, property.Name)));
        }

        if (problems.Count > 0)
        {
            throw new NotSupportedException(
                $"A DataSet cannot keep entities of type {typeof(T).Name} whole, its [JsonIgnore] properties included. {string.Join(' ', problems)}");
        }

        return hidden.Count == 0 ? wire : (JsonTypeInfo<T>)new JsonSerializerOptions(wire.Options)
        {
            TypeInfoResolver = wire.Options.TypeInfoResolver!.WithAddedModifier(contract => Reveal(contract, hidden)),
        }.GetTypeInfo(typeof(T));
    }

    /// <summary>Whether an entity can give and take a property that its body may lack, or cannot give back.</summary>
    private static bool IsHidden(JsonTypeInfo contract, JsonPropertyInfo property) =>
        property.AttributeProvider is PropertyInfo { GetMethod: not null } clr
        && (clr.SetMethod is not null || property.AssociatedParameter is not null)
        && (property.Get is null || property.ShouldSerialize is not null || (property.Set is null && property.AssociatedParameter is null));

    private static void Reveal(JsonTypeInfo contract, HashSet<(Type, string)> hidden)
    {
        foreach (var property in contract.Properties.Where(property => hidden.Contains((contract.Type, property.Name))))
        {
            var clr = (PropertyInfo)property.AttributeProvider!;
            property.Get ??= clr.GetValue;
            property.Set ??= clr.SetMethod is null ? null : clr.SetValue;
            property.ShouldSerialize = static (_, _) => true;
        }
    }
}
