using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace SyncHub.Queries.Evaluation;

/// <summary>Compares entities by the terms of an order, one after the other.</summary>
[RequiresDynamicCode(QueryDynamicCode.Message)]
[RequiresUnreferencedCode(QueryDynamicCode.Message)]
internal sealed class OrderComparer<T> : IComparer<T>
{
    private readonly IComparer<T>[] _steps;

    public OrderComparer(ImmutableArray<OrderTerm> order, IComparer<T>? tieBreak) =>
        _steps = [.. order.Select(Step), .. tieBreak is null ? Array.Empty<IComparer<T>>() : [tieBreak]];

    public int Compare(T? x, T? y)
    {
        foreach (var step in _steps)
        {
            var order = step.Compare(x, y);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static IComparer<T> Step(OrderTerm term)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var value = MemberAccess.Value(term.Property, row);
        var read = Expression.Lambda(value, row).Compile();
        return (IComparer<T>)Activator.CreateInstance(typeof(ValueComparer<>).MakeGenericType(typeof(T), value.Type), read, term.Descending)!;
    }

    private sealed class ValueComparer<TValue>(Func<T, TValue> read, bool descending) : IComparer<T>
    {
        // The runtime's own comparers have null first, false before true, and Guids in the order of their texts.
        private static readonly IComparer<TValue> Values = typeof(TValue) == typeof(string)
            ? (IComparer<TValue>)(object)CodePointComparer.Instance
            : Comparer<TValue>.Default;

        public int Compare(T? x, T? y)
        {
            var order = Values.Compare(read(x!), read(y!));
            return descending ? -Math.Sign(order) : order;
        }
    }
}
