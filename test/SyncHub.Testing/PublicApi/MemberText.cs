using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SyncHub.Testing.PublicApi;

/// <summary>One member as a line, close to how C# declares it.</summary>
internal static class MemberText
{
    public static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    public static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    public static string Of(FieldInfo field) => field switch
    {
        { DeclaringType.IsEnum: true } => $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        { IsLiteral: true } => $"{Access(field.IsPublic)}const {TypeText.Of(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}",
        _ => $"{Access(field.IsPublic)}{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}{TypeText.Of(field)} {field.Name}",
    };

    public static string Of(ConstructorInfo constructor) =>
        $"{Attributes(constructor)}{Access(constructor.IsPublic)}.ctor({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        var arguments = method.GetGenericArguments();
        var generic = arguments.Length == 0 ? string.Empty : $"<{string.Join(", ", arguments.Select(argument => argument.Name))}>";
        var extended = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : string.Empty;
        return $"{Attributes(method)}{Modifiers(method)}{TypeText.Of(method.ReturnParameter)} {method.Name}{generic}({extended}{Parameters(method)}){Constraints(arguments)}";
    }

    public static string Of(PropertyInfo property)
    {
        var shown = property.GetAccessors(nonPublic: true).First(IsVisible);
        var index = property.GetIndexParameters();
        var required = property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : string.Empty;
        var accessors = new[] { Accessor(property.GetMethod, "get"), Accessor(property.SetMethod, IsInit(property) ? "init" : "set") };
        return $"{Modifiers(shown)}{required}{TypeText.Of(property)} {(index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]")} {{ {string.Join(' ', accessors.OfType<string>())} }}";
    }

    public static string Of(EventInfo one) => $"{Modifiers(one.AddMethod!)}event {TypeText.Of(one)} {one.Name}";

    public static string Attributes(MemberInfo member) => string.Concat(
        new[] { typeof(RequiresDynamicCodeAttribute), typeof(RequiresUnreferencedCodeAttribute), typeof(ObsoleteAttribute) }
            .Where(attribute => member.IsDefined(attribute, inherit: false))
            .Select(attribute => $"[{attribute.Name[..^"Attribute".Length]}] "));

    public static string Constraints(IEnumerable<Type> arguments) => string.Concat(arguments.Select(argument => (argument.Name, Constraints: Constraints(argument)))
        .Where(argument => argument.Constraints.Count > 0)
        .Select(argument => $" where {argument.Name} : {string.Join(", ", argument.Constraints)}"));

    private static List<string> Constraints(Type argument)
    {
        var constraints = new List<string>();
        var attributes = argument.GenericParameterAttributes;
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Add("class");
        }

        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Add("struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            constraints.Add("new()");
        }

        constraints.AddRange(argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(type => TypeText.Of(type)));
        return constraints;
    }

    private static string? Accessor(MethodInfo? method, string name) =>
        method is null || !IsVisible(method) ? null : $"{(method.IsPublic ? string.Empty : "protected ")}{name};";

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Modifiers(MethodInfo method) => Access(method.IsPublic) + method switch
    {
        { IsStatic: true, IsAbstract: true } => "static abstract ",
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => string.Empty,
        { IsAbstract: true } => "abstract ",
        _ when method.GetBaseDefinition() != method => method.IsFinal ? "sealed override " : "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => string.Empty,
    };

    private static string Access(bool isPublic) => isPublic ? string.Empty : "protected ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passed = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), false) || parameter.IsDefined(typeof(ParamCollectionAttribute), false) => "params ",
            _ => string.Empty,
        };
        return $"{passed}{TypeText.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : string.Empty)}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
