using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Which converters keep the order of values and lose none of them: enums as numbers, wider numbers, instants as UTC or its ticks.</summary>
internal static class ConverterOrder
{
    // Each can hold all that is before it.
    private static readonly Type[] Signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long), typeof(decimal)];
    private static readonly Type[] Unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong), typeof(decimal)];

    public static bool IsKept(ValueConverter converter)
    {
        var model = Bare(converter.ModelClrType);
        var stored = Bare(converter.ProviderClrType);
        var body = converter.ConvertToProviderExpression.Body;
        return model.IsEnum ? IsCast(body) && IsWider(Enum.GetUnderlyingType(model), stored)
            : IsCast(body) ? IsWider(model, stored)
            : model == typeof(DateTimeOffset) && Path(body) is "UtcTicks" or "UtcDateTime" or "UtcDateTime.Ticks";
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    // Casts to and from decimal are calls of its operators.
    private static bool IsCast(Expression body) => body is ParameterExpression
        || (body is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked, Operand: var operand } cast
            && (cast.Method is null || cast.Method.DeclaringType == typeof(decimal))
            && IsCast(operand));

    private static bool IsWider(Type from, Type to)
    {
        var (signed, unsigned) = (Array.IndexOf(Signed, from), Array.IndexOf(Unsigned, from));
        return from == to
            || (signed >= 0 && Array.IndexOf(Signed, to) > signed)
            || (unsigned >= 0 && (Array.IndexOf(Unsigned, to) > unsigned || Array.IndexOf(Signed, to) > unsigned))
            || (from == typeof(float) && to == typeof(double));
    }

    private static string? Path(Expression body) => body switch
    {
        MemberExpression { Expression: ParameterExpression, Member.Name: var name } => name,
        MemberExpression { Expression: MemberExpression owner, Member.Name: var name } => $"{Path(owner)}.{name}",
        _ => null,
    };
}
