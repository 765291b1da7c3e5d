using System.Collections;
using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary><c>Contains</c> of a collection: a list of values that a property is in, or a collection of the row that holds a value.</summary>
internal sealed class Containment
{
    private readonly MethodCallExpression _call;
    private readonly Expression _collection;
    private readonly Expression _item;

    private Containment(MethodCallExpression call, Expression collection, Expression item)
    {
        _call = call;
        _collection = collection;
        _item = item;
    }

    /// <summary>The collection and the item of a call; null where it is about neither.</summary>
    public static Containment? Find(MethodCallExpression call)
    {
        var isExtension = call.Method.DeclaringType == typeof(Enumerable) || call.Method.DeclaringType == typeof(MemoryExtensions);
        Expression[] operands = call.Object is { } receiver ? [receiver, .. call.Arguments] : [.. call.Arguments];
        if (!isExtension && (call.Object is null || call.Object.Type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(call.Object.Type)))
        {
            return null;
        }

        // C# takes spans over arrays where it can; no value can hold a span, and so what it was made of is looked at.
        return operands switch
        {
            [var collection, var item] => new Containment(call, Unspan(collection), item),
            [var collection, var item, ConstantExpression { Value: null }] => new Containment(call, Unspan(collection), item),
            _ => throw Refusal.Of(call, "a list is compared by its elements' own equality only", "Leave the comparer out."),
        };
    }

    public Filter ToFilter(RowScope rows)
    {
        switch (rows.Involves(_collection), rows.Involves(_item))
        {
            case (true, false) when rows.Find(_collection) is { Property: { ElementType: not null } property } row:
                return row.TryConvert(LocalValue.Read(_item), isStrict: false, out var element)
                    ? RowScope.Term(_call, property, FilterOperator.Contains, element)
                    : Filter.Nothing;
            case (false, true) when rows.Find(_item) is { } row:
                return IsIn(row);
            default:
                throw Refusal.Of(_call, "it neither looks for a property in a list of values nor for a value in a property", "Ask for one of the two.");
        }
    }

    private static Expression Unspan(Expression collection)
    {
        while (collection.Type.IsByRefLike)
        {
            switch (collection)
            {
                case UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand }:
                    collection = operand;
                    break;
                case MethodCallExpression { Object: null, Method.Name: "op_Implicit", Arguments: [var operand] }:
                    collection = operand;
                    break;
                default:
                    throw Refusal.Of(collection, "what is in the span cannot be read", "Use an array or a list.");
            }
        }

        return collection;
    }

    private Filter IsIn(RowValue row)
    {
        if (LocalValue.Read(_collection) is not IEnumerable list)
        {
            // A span over no array is empty.
            return _call.Method.DeclaringType == typeof(MemoryExtensions)
                ? Filter.Nothing
                : throw Refusal.Of(_collection, "the list is null", "Give an empty list.");
        }

        if (ListEquality.FindForeign(list) is { } foreign)
        {
            throw Refusal.Of(_collection, $"it looks its elements up by {foreign}", "Give the values as an array or a list, or as a set with the default comparer.");
        }

        var values = new List<object?>();
        foreach (var item in Elements(list))
        {
            if (row.TryConvert(item, isStrict: false, out var value))
            {
                values.Add(value);
            }
        }

        return RowScope.Term(_call, row.Property, FilterOperator.In, [.. values]);
    }

    private List<object?> Elements(IEnumerable list)
    {
        try
        {
            return [.. list.Cast<object?>()];
        }
        catch (Exception exception)
        {
            throw Refusal.OfValue(_collection, exception);
        }
    }
}
