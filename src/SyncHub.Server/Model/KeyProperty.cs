using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Model;

/// <summary>Which property of an entity is its key, and whether it can be one.</summary>
internal static class KeyProperty
{
    private const string WayOut = "Name it with model.Key(entity => entity.MyKey).";

    /// <summary>The property that an expression names; without one, <c>Id</c> or <c>{Type}Id</c>. Null with a problem where there is none.</summary>
    public static PropertyInfo? Find<T, TKey>(Expression<Func<T, TKey>>? expression, ICollection<string> problems)
    {
        if (expression is null)
        {
            return FindByName(typeof(T), typeof(TKey), problems);
        }

        if (expression.Body is MemberExpression { Member: PropertyInfo property } member && member.Expression == expression.Parameters[0])
        {
            return property;
        }

        problems.Add(
            $"its key, {expression}, is not a property of {typeof(T).Name} with the type {typeof(TKey).Name}. "
            + "Name one directly, as in model.Key(entity => entity.Id), without a conversion or a call.");
        return null;
    }

    /// <summary>The JSON property of the key; null with a problem where the key does not travel with the body in both directions.</summary>
    public static JsonPropertyInfo? FindJson(PropertyInfo key, JsonTypeInfo contract, ICollection<string> problems)
    {
        var name = $"its key property {contract.Type.Name}.{key.Name}";
        var json = contract.Properties.FirstOrDefault(candidate => candidate.AttributeProvider is PropertyInfo property && property.Name == key.Name);
        if (json?.Get is null)
        {
            problems.Add($"{name} is hidden from JSON, but clients find rows by it. Remove its [JsonIgnore], or choose another key.");
            return null;
        }

        if (json.Set is null && json.AssociatedParameter is null)
        {
            problems.Add($"{name} cannot be set when a body is read. Give it a set or an init accessor, or a constructor parameter.");
            return null;
        }

        return json;
    }

    private static PropertyInfo? FindByName(Type entity, Type key, ICollection<string> problems)
    {
        string[] names = ["Id", entity.Name + "Id"];
        var candidates = names
            .Select(name => entity.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(property => property.Name == name))
            .OfType<PropertyInfo>()
            .ToList();
        if (candidates.Find(property => property.PropertyType == key) is { } found)
        {
            return found;
        }

        problems.Add(candidates is [var other, ..]
            ? $"its key property {entity.Name}.{other.Name} is a {other.PropertyType.Name}, not a {key.Name}. Register the model with that type of key. Or: {WayOut}"
            : $"it has no key: {entity.Name} has no property {names[0]} or {names[1]} of type {key.Name}. {WayOut}");
        return null;
    }
}
