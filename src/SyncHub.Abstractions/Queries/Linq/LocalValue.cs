using System.Linq.Expressions;
using System.Reflection;

namespace SyncHub.Queries.Linq;

/// <summary>Computes the parts of an expression that do not involve the row: captured variables, mostly.</summary>
internal static class LocalValue
{
    /// <summary>The value of an expression.</summary>
    /// <exception cref="SyncException">Computing it failed.</exception>
    public static object? Read(Expression expression)
    {
        try
        {
            return Walk(expression);
        }
        catch (Exception exception) when (exception is not SyncException)
        {
            throw Refusal.OfValue(expression, exception);
        }
    }

    // Fields of closures, and what hangs on them, need no code; the rest is interpreted where that is possible: it runs but once.
    private static object? Walk(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(Instance(member)),
        MemberExpression { Member: PropertyInfo property } member when !IsNullable(property.DeclaringType) =>
            property.GetValue(Instance(member), BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when convert.Type.IsAssignableFrom(convert.Operand.Type) => Walk(convert.Operand),
        _ => Run(expression),
    };

    // The interpreter cannot hold a span, which C# makes of arrays in calls such as names.Contains(name).
    private static object? Run(Expression expression)
    {
        var search = new SpanSearch();
        search.Visit(expression);
        return Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: !search.IsFound)();
    }

    private static object? Instance(MemberExpression member) => member.Expression is null
        ? null
        : Walk(member.Expression) ?? throw new InvalidOperationException($"{ExpressionText.Of(member.Expression)} is null.");

    // A boxed nullable is null or its value, and so has no members of its own.
    private static bool IsNullable(Type? type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Nullable<>);

    private sealed class SpanSearch : ExpressionVisitor
    {
        public bool IsFound { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            IsFound |= node?.Type.IsByRefLike == true;
            return IsFound ? node : base.Visit(node);
        }
    }
}
