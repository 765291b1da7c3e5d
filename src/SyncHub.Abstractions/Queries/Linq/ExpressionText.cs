using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace SyncHub.Queries.Linq;

/// <summary>Expressions as one would write them in C#, for error messages. Conversions that C# adds by itself are left out.</summary>
internal static class ExpressionText
{
    public static string Of(Expression expression) => expression switch
    {
        ParameterExpression parameter => parameter.Name ?? "row",
        ConstantExpression constant => OfValue(constant.Value),
        MemberExpression member => OfMember(member),
        MethodCallExpression call => OfCall(call),
        UnaryExpression unary => OfUnary(unary),
        BinaryExpression { NodeType: ExpressionType.ArrayIndex } index => $"{Of(index.Left)}[{Of(index.Right)}]",
        BinaryExpression binary => $"{Operand(binary.Left)} {Sign(binary.NodeType)} {Operand(binary.Right)}",
        ConditionalExpression choice => $"{Operand(choice.Test)} ? {Operand(choice.IfTrue)} : {Operand(choice.IfFalse)}",
        LambdaExpression lambda => $"{(lambda.Parameters is [var single] ? single.Name : $"({string.Join(", ", lambda.Parameters.Select(Of))})")} => {Of(lambda.Body)}",
        NewExpression creation => $"new {NameOf(creation.Type)}({List(creation.Arguments)})",
        NewArrayExpression array => $"[{List(array.Expressions)}]",
        TypeBinaryExpression test => $"{Operand(test.Expression)} is {NameOf(test.TypeOperand)}",
        _ => expression.ToString(),
    };

    /// <summary>A type's name in C#.</summary>
    public static string NameOf(Type type) => Nullable.GetUnderlyingType(type) is { } value ? NameOf(value) + "?" : type.IsEnum ? type.Name : Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Int16 => "short",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        TypeCode.UInt16 => "ushort",
        TypeCode.Single => "float",
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte or TypeCode.Char or TypeCode.Decimal or TypeCode.Double or TypeCode.String =>
            type.Name.ToLowerInvariant(),
        _ => type == typeof(object) ? "object" : type.Name.Split('`')[0],
    };

    private static string OfValue(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        char unit => $"'{unit}'",
        bool flag => flag ? "true" : "false",
        Enum name => $"{value.GetType().Name}.{name}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => NameOf(value.GetType()),
    };

    private static string OfMember(MemberExpression member) => member.Expression switch
    {
        null => $"{NameOf(member.Member.DeclaringType!)}.{member.Member.Name}",
        ConstantExpression { Value: { } closure } when closure.GetType().IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) => member.Member.Name,
        ConstantExpression { Value: not null } => $"this.{member.Member.Name}",
        var holder => $"{Operand(holder)}.{member.Member.Name}",
    };

    private static string OfCall(MethodCallExpression call)
    {
        var method = call.Method;
        if (method.Name == "op_Implicit")
        {
            return Of(call.Arguments[0]);
        }

        var isExtension = call.Object is null && call.Arguments.Count > 0 && method.IsDefined(typeof(ExtensionAttribute), inherit: false);
        var receiver = isExtension ? Operand(call.Arguments[0]) : call.Object is { } instance ? Operand(instance) : NameOf(method.DeclaringType!);
        return $"{receiver}.{method.Name}({List(isExtension ? call.Arguments.Skip(1) : call.Arguments)})";
    }

    private static string OfUnary(UnaryExpression unary) => unary.NodeType switch
    {
        ExpressionType.Convert or ExpressionType.ConvertChecked when IsImplicit(unary.Operand.Type, unary.Type) => Of(unary.Operand),
        ExpressionType.Convert or ExpressionType.ConvertChecked => $"({NameOf(unary.Type)}){Operand(unary.Operand)}",
        ExpressionType.TypeAs => $"{Operand(unary.Operand)} as {NameOf(unary.Type)}",
        ExpressionType.Not => $"!{Operand(unary.Operand)}",
        ExpressionType.Negate or ExpressionType.NegateChecked => $"-{Operand(unary.Operand)}",
        ExpressionType.OnesComplement => $"~{Operand(unary.Operand)}",
        ExpressionType.ArrayLength => $"{Operand(unary.Operand)}.Length",
        ExpressionType.Quote => Of(unary.Operand),
        _ => unary.ToString(),
    };

    private static bool IsImplicit(Type from, Type to) =>
        to.IsAssignableFrom(from) || IsImplicitValue(Nullable.GetUnderlyingType(from) ?? from, Nullable.GetUnderlyingType(to) ?? to);

    private static bool IsImplicitValue(Type from, Type to) => (from.IsEnum && !to.IsEnum) || Widening.IsExact(from, to);

    private static string Operand(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: not ExpressionType.ArrayIndex } or ConditionalExpression or LambdaExpression or TypeBinaryExpression => $"({Of(expression)})",
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert when IsImplicit(convert.Operand.Type, convert.Type) => Operand(convert.Operand),
        _ => Of(expression),
    };

    private static string List(IEnumerable<Expression> expressions) => string.Join(", ", expressions.Select(Of));

    private static string Sign(ExpressionType type) => type switch
    {
        ExpressionType.Equal => "==",
        ExpressionType.NotEqual => "!=",
        ExpressionType.GreaterThan => ">",
        ExpressionType.GreaterThanOrEqual => ">=",
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.AndAlso => "&&",
        ExpressionType.OrElse => "||",
        ExpressionType.And => "&",
        ExpressionType.Or => "|",
        ExpressionType.ExclusiveOr => "^",
        ExpressionType.Add or ExpressionType.AddChecked => "+",
        ExpressionType.Subtract or ExpressionType.SubtractChecked => "-",
        ExpressionType.Multiply or ExpressionType.MultiplyChecked => "*",
        ExpressionType.Divide => "/",
        ExpressionType.Modulo => "%",
        ExpressionType.Coalesce => "??",
        ExpressionType.LeftShift => "<<",
        ExpressionType.RightShift => ">>",
        _ => type.ToString(),
    };
}
