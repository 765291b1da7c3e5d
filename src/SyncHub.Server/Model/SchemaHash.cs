using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Model;

/// <summary>A short text for the shape of a model's bodies: the same in every process, another one as soon as a property or its type changes.</summary>
internal static class SchemaHash
{
    /// <summary>24 bits in 4 URL-safe characters.</summary>
    public static string Compute(string model, JsonTypeInfo contract)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{model}\n{Describe(contract)}"));
        return Base64Url.EncodeToString(hash.AsSpan(0, 3));
    }

    /// <summary>The shape in words: JSON names and types, sorted by name, each type's structure once.</summary>
    public static string Describe(JsonTypeInfo contract)
    {
        var text = new StringBuilder();
        Describe(contract.Type, contract.Options, [], text);
        return text.ToString();
    }

    private static void Describe(Type type, JsonSerializerOptions options, Dictionary<Type, int> seen, StringBuilder text)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            Describe(underlying, options, seen, text);
            text.Append('?');
            return;
        }

        if (seen.TryGetValue(type, out var number))
        {
            text.Append(CultureInfo.InvariantCulture, $"#{number}");
            return;
        }

        var contract = options.GetTypeInfo(type);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Object:
                seen.Add(type, seen.Count);
                DescribeObject(contract, options, seen, text);
                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary when contract.ElementType is { } element:
                text.Append(contract.Kind == JsonTypeInfoKind.Enumerable ? "[]" : "{}");
                Describe(element, options, seen, text);
                break;
            default:
                text.Append(NameOf(type));
                if (type.IsEnum)
                {
                    text.Append('(').AppendJoin(',', Enum.GetNames(type).Order(StringComparer.Ordinal)).Append(')');
                }

                break;
        }
    }

    private static void DescribeObject(JsonTypeInfo contract, JsonSerializerOptions options, Dictionary<Type, int> seen, StringBuilder text)
    {
        text.Append('{');
        foreach (var property in contract.Properties.Where(JsonTypeGraph.Travels).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append(':');
            if (property.CustomConverter is { } converter)
            {
                text.Append(NameOf(converter.GetType())).Append('/').Append(NameOf(property.PropertyType));
            }
            else
            {
                Describe(property.PropertyType, options, seen, text);
            }

            text.Append(';');
        }

        foreach (var derived in contract.PolymorphismOptions?.DerivedTypes ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"|{derived.TypeDiscriminator}:");
            Describe(derived.DerivedType, options, seen, text);
        }

        text.Append('}');
    }

    // Not Type.FullName: for generic types it holds the version of the assembly.
    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Namespace}.{type.Name}<{string.Join(',', type.GenericTypeArguments.Select(NameOf))}>"
        : $"{type.Namespace}.{type.Name}";
}
