using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace SyncHub.Queries.Evaluation;

/// <summary>What a term is evaluated with, made once for each filter: a value, a set of values, a regular expression.</summary>
[RequiresDynamicCode(QueryDynamicCode.Message)]
[RequiresUnreferencedCode(QueryDynamicCode.Message)]
internal static class PreparedLiteral
{
    /// <summary>Whether a term compares with null, which is part of its shape and no parameter.</summary>
    public static bool IsNull(TermFilter term) => !term.Operator.TakesList() && term.Literals[0].Value is null;

    /// <summary>The type of a term's parameter.</summary>
    public static Type TypeOf(TermFilter term) => term.Operator switch
    {
        FilterOperator.In or FilterOperator.NotIn => typeof(HashSet<>).MakeGenericType(ValueType(term.Property)),
        FilterOperator.Regex => typeof(RegexPattern),
        FilterOperator.Contains when term.Property.ElementType is { } element => element,
        _ => ValueType(term.Property),
    };

    /// <summary>A term's parameter.</summary>
    public static object Create(TermFilter term) => term.Operator switch
    {
        FilterOperator.In or FilterOperator.NotIn => CreateSet(term),
        FilterOperator.Regex => RegexPattern.Parse((string)term.Literals[0].Value!),
        _ => term.Literals[0].Value!,
    };

    /// <summary>The type that a property's value has in an expression: with null, wherever it can be null.</summary>
    public static Type ValueType(QueryProperty property) =>
        property.IsNullable && property.Type.IsValueType && Nullable.GetUnderlyingType(property.Type) is null
            ? typeof(Nullable<>).MakeGenericType(property.Type)
            : property.Type;

    private static object CreateSet(TermFilter term)
    {
        var factory = (SetFactory)Activator.CreateInstance(typeof(SetFactory<>).MakeGenericType(ValueType(term.Property)))!;
        return factory.Create(term);
    }

    private abstract class SetFactory
    {
        public abstract IEnumerable Create(TermFilter term);
    }

    private sealed class SetFactory<TValue> : SetFactory
    {
        // Null is left out where it is no value of the type: it would match nothing.
        public override IEnumerable Create(TermFilter term) =>
            term.Literals.Select(literal => literal.Value).Where(value => value is not null || default(TValue) is null).Select(value => (TValue)value!).ToHashSet();
    }
}
