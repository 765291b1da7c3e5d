using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace SyncHub.Queries.Evaluation;

/// <summary>How an expression gets at the literals of a filter, which come in the order of its terms.</summary>
internal abstract class LiteralSource
{
    /// <summary>The expression of the next literal.</summary>
    /// <param name="value">The literal, as it is used: a value, a set or a regular expression.</param>
    /// <param name="type">The type that is compared with.</param>
    public abstract Expression Next(object? value, Type type);

    /// <summary>The expression of a condition in code, which counts as a literal.</summary>
    public abstract Expression Condition(CodeFilter code, Expression row);
}

/// <summary>Literals as captured variables, so that a database provider makes parameters of them.</summary>
[RequiresDynamicCode(QueryDynamicCode.Message)]
[RequiresUnreferencedCode(QueryDynamicCode.Message)]
internal sealed class CapturedLiterals : LiteralSource
{
    public override Expression Next(object? value, Type type)
    {
        var capture = Activator.CreateInstance(typeof(Capture<>).MakeGenericType(type), value)!;
        var field = capture.GetType().GetField(nameof(Capture<>.Value))!;
        return Expression.Field(Expression.Constant(capture), field);
    }

    // As it was written, so that a provider can translate it.
    public override Expression Condition(CodeFilter code, Expression row) => new Substitution(code.Predicate.Parameters[0], row).Visit(code.Predicate.Body);

    private sealed class Substitution(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
    }

    private sealed class Capture<TValue>(TValue value)
    {
        public readonly TValue Value = value;
    }
}

/// <summary>Literals as the elements of an array that is handed over with each row: one delegate serves all filters of a shape.</summary>
internal sealed class ArrayLiterals(ParameterExpression array) : LiteralSource
{
    private int _next;

    public override Expression Next(object? value, Type type) =>
        Expression.Convert(Expression.ArrayIndex(array, Expression.Constant(_next++)), type);

    public override Expression Condition(CodeFilter code, Expression row) => Expression.Invoke(Next(code.Compiled, code.Predicate.Type), row);
}
