using System.Reflection;

namespace SyncHub.Testing.PublicApi;

/// <summary>Types as C# names them, with question marks where null is expected.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(FieldInfo field) => Of(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(EventInfo one) => Of(one.EventHandlerType!, new NullabilityInfoContext().Create(one));

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(Type type, bool qualified = false) => Of(type, null, qualified);

    private static string Of(Type type, NullabilityInfo? nullability, bool qualified = false)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            // The annotations of a nullable value's arguments are those of the value's.
            return $"{Of(value, nullability?.GenericTypeArguments is [var inner] && inner.Type == value ? inner : nullability)}?";
        }

        // A reference, or an argument that may be one.
        var mark = !type.IsValueType && (nullability?.ReadState == NullabilityState.Nullable || nullability?.WriteState == NullabilityState.Nullable) ? "?" : string.Empty;
        return Name(type, nullability, qualified) + mark;
    }

    private static string Name(Type type, NullabilityInfo? nullability, bool qualified)
    {
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsGenericParameter || Keywords.ContainsKey(type))
        {
            return Keywords.GetValueOrDefault(type, type.Name);
        }

        var outer = type.DeclaringType is { } declaring ? OuterName(declaring, type, qualified) + "." : qualified ? $"{type.Namespace}." : string.Empty;
        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToList();
        if (own.Count == 0)
        {
            return outer + type.Name;
        }

        var first = type.GetGenericArguments().Length - own.Count;
        var arguments = own.Select((argument, index) => Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(first + index)));
        return $"{outer}{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>";
    }

    // A nested type has its outer type's arguments as its own.
    private static string OuterName(Type declaring, Type nested, bool qualified)
    {
        var count = declaring.GetGenericArguments().Length;
        return Name(count == 0 ? declaring : declaring.MakeGenericType(nested.GetGenericArguments()[..count]), null, qualified);
    }
}
