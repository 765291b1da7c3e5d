using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary>Turns method calls that answer yes or no into filters.</summary>
internal sealed class CallTranslator(RowScope rows)
{
    private const string Known =
        "Use StartsWith, EndsWith, Contains, Equals, string.IsNullOrEmpty, QueryFunctions.Like, or compare the result of CompareTo or string.Compare with 0; Contains of a list stands for several values.";

    public static SyncException Unknown(MethodCallExpression call) => Refusal.Of(call, $"no operator stands for {call.Method.Name} there", Known);

    /// <summary>Refuses every comparison but the ordinal one.</summary>
    public static void RequireOrdinal(MethodCallExpression call, Expression comparison)
    {
        if (LocalValue.Read(comparison) is not StringComparison.Ordinal)
        {
            throw Refusal.Of(call, "texts are compared character by character only", "Use StringComparison.Ordinal, or leave the argument out.");
        }
    }

    public Filter Visit(MethodCallExpression call)
    {
        var method = call.Method;
        var isText = method.DeclaringType == typeof(string);
        return (method.Name, call.Object, call.Arguments) switch
        {
            (nameof(string.StartsWith), { } text, [var part, ..]) when isText => TextTerm(call, FilterOperator.StartsWith, text, part),
            (nameof(string.EndsWith), { } text, [var part, ..]) when isText => TextTerm(call, FilterOperator.EndsWith, text, part),
            (nameof(string.Contains), { } text, [var part, ..]) when isText => TextTerm(call, FilterOperator.Contains, text, part),
            (nameof(string.IsNullOrEmpty), null, [var text]) when isText => RowScope.Term(call, Property(call, text), FilterOperator.In, null, string.Empty),
            (nameof(QueryFunctions.Like), null, [var text, var pattern]) when method.DeclaringType == typeof(QueryFunctions) => TextTerm(call, FilterOperator.Like, text, pattern),
            (nameof(Equals), { } left, [var right]) => Equality(call, left, right),
            (nameof(Equals), null, [var left, var right]) => Equality(call, left, right),
            (nameof(Equals), { } left, [var right, var comparison]) when isText => OrdinalEquality(call, left, right, comparison),
            (nameof(Equals), null, [var left, var right, var comparison]) when isText => OrdinalEquality(call, left, right, comparison),
            (nameof(Enumerable.Contains), _, _) when Containment.Find(call) is { } containment => containment.ToFilter(rows),
            _ => throw Unknown(call),
        };
    }

    private TermFilter TextTerm(MethodCallExpression call, FilterOperator op, Expression text, Expression part)
    {
        if (call is { Object: not null, Arguments: [_, var comparison, ..] })
        {
            RequireOrdinal(call, comparison);
        }

        if (rows.Involves(part))
        {
            throw Refusal.Of(call, "the text that is looked for involves the entity", "Look for a value in a property.");
        }

        var value = LocalValue.Read(part);
        return RowScope.Term(call, Property(call, text), op, value is char unit ? unit.ToString() : value);
    }

    private Filter OrdinalEquality(MethodCallExpression call, Expression left, Expression right, Expression comparison)
    {
        RequireOrdinal(call, comparison);
        return Equality(call, left, right);
    }

    private Filter Equality(MethodCallExpression call, Expression left, Expression right)
    {
        var (side, other) = rows.Involves(left) ? (left, right) : (right, left);
        if (rows.Find(side) is not { } row || rows.Involves(other))
        {
            throw Refusal.Of(call, "it does not compare a property with a value", "Compare one property with one value.");
        }

        var isStrict = !call.Method.GetParameters()[0].ParameterType.IsValueType;
        return Comparison.Create(call, row, FilterOperator.Equal, LocalValue.Read(other), isStrict);
    }

    private QueryProperty Property(MethodCallExpression call, Expression expression) => rows.Find(expression)?.Property ?? throw Refusal.Of(
        call, $"`{ExpressionText.Of(expression)}` is no property of the entity", "Ask properties only, and keep what is computed from them in a property of its own.");
}
