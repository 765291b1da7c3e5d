using System.Reflection;
using System.Runtime.CompilerServices;

namespace SyncHub.Testing.PublicApi;

/// <summary>An assembly's public surface as lines: a line for each type, and below it an indented one for each member, all in the order of their texts.</summary>
internal static class PublicApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) => [.. assembly.GetTypes()
        .Where(IsVisible)
        .Select(type => (Header: Header(type), Members: Members(type)))
        .OrderBy(type => type.Header, StringComparer.Ordinal)
        .SelectMany(type => (string[])[type.Header, .. type.Members.Order(StringComparer.Ordinal).Select(member => $"    {member}"), string.Empty])];

    private static bool IsVisible(Type type) => type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!));

    // The namespace comes first, so that what belongs together stands together.
    private static string Header(Type type)
    {
        var bases = new List<string>();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) && !IsDelegate(type))
        {
            bases.Add(TypeText.Of(parent));
        }

        if (!type.IsEnum && !IsDelegate(type))
        {
            var inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(one => one.GetInterfaces())).ToHashSet();
            bases.AddRange(type.GetInterfaces()
                .Where(one => IsVisible(one) && !inherited.Contains(one))
                .Select(one => TypeText.Of(one))
                .Order(StringComparer.Ordinal));
        }

        return $"{TypeText.Of(type, qualified: true)}: {MemberText.Attributes(type)}{Kind(type)}{(bases.Count == 0 ? string.Empty : " of " + string.Join(", ", bases))}{MemberText.Constraints(type.GetGenericArguments())}";
    }

    private static string Kind(Type type)
    {
        var record = type.GetMethod("<Clone>$", Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null) ? "record " : string.Empty;
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when IsDelegate(type) => "delegate",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : string.Empty)}{record}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => $"abstract {record}class",
            { IsSealed: true } => $"sealed {record}class",
            _ => $"{record}class",
        };
    }

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
        {
            return [MemberText.Of(type.GetMethod("Invoke")!)];
        }

        var accessors = type.GetProperties(Declared).SelectMany(property => property.GetAccessors(nonPublic: true))
            .Concat(type.GetEvents(Declared).SelectMany(one => (MethodInfo?[])[one.AddMethod, one.RemoveMethod]))
            .ToHashSet();
        return type.GetMembers(Declared).Select(member => member switch
        {
            FieldInfo field when MemberText.IsVisible(field) && !field.IsSpecialName => MemberText.Of(field),
            ConstructorInfo constructor when MemberText.IsVisible(constructor) && !IsGenerated(constructor) => MemberText.Of(constructor),
            MethodInfo method when MemberText.IsVisible(method) && !accessors.Contains(method) && !IsGenerated(method) => MemberText.Of(method),
            PropertyInfo property when property.GetAccessors(nonPublic: true).Any(MemberText.IsVisible) && !IsGenerated(property.GetMethod) => MemberText.Of(property),
            EventInfo one when MemberText.IsVisible(one.AddMethod!) => MemberText.Of(one),
            _ => null,
        }).OfType<string>();
    }

    // What the compiler makes of a record; the getters of automatic properties are marked as well, and count.
    private static bool IsGenerated(MethodBase? method) =>
        method?.IsDefined(typeof(CompilerGeneratedAttribute), false) == true && (!method.IsSpecialName || method.Name is "get_EqualityContract" or "op_Equality" or "op_Inequality");
}
