using System.Collections.Immutable;

namespace SyncHub.Queries.Evaluation;

/// <summary>
/// Turns filters and orders over one entity type into something that runs, without code that is made at run time: values come from the getters
/// of the JSON contract. For where <see cref="QueryCompiler{T}"/> cannot be used (trimmed and natively compiled applications), or where few
/// rows are looked at. The two answer alike. Safe for concurrent use.
/// </summary>
/// <typeparam name="T">The entity type.</typeparam>
/// <param name="tieBreak">Decides between entities that an order holds equal. Null for nothing.</param>
public sealed class QueryEvaluator<T>(IComparer<T>? tieBreak = null)
    where T : class
{
    /// <summary>A filter as a delegate.</summary>
    /// <exception cref="ArgumentException">The filter holds a condition in code that is not one over <typeparamref name="T"/>.</exception>
    public Func<T, bool> ToPredicate(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter switch
        {
            EverythingFilter => static _ => true,
            NothingFilter => static _ => false,
            AndFilter all => All(all.Operands),
            OrFilter any => Any(any.Operands),
            NotFilter not => Not(ToPredicate(not.Operand)),
            TermFilter term => TermPredicate.Create(term),
            CodeFilter code => code.Compiled as Func<T, bool>
                ?? throw new ArgumentException($"The condition {code.Name} is not one over {typeof(T).Name}.", nameof(filter)),
            _ => throw new ArgumentException($"There is no filter of type {filter.GetType().Name}.", nameof(filter)),
        };
    }

    /// <summary>The order of a query: null first (last where descending), texts by code point, equal entities by the tie-break.</summary>
    public IComparer<T> ToComparer(ImmutableArray<OrderTerm> order) => Comparer<T>.Create((x, y) =>
    {
        foreach (var term in order)
        {
            var comparison = term.Property.CompareValues(term.Property.Read(x), term.Property.Read(y));
            if (comparison != 0)
            {
                return term.Descending ? -Math.Sign(comparison) : comparison;
            }
        }

        return tieBreak?.Compare(x, y) ?? 0;
    });

    private Func<T, bool> All(ImmutableArray<Filter> operands)
    {
        Func<T, bool>[] predicates = [.. operands.Select(ToPredicate)];
        return row => Array.TrueForAll(predicates, predicate => predicate(row));
    }

    private Func<T, bool> Any(ImmutableArray<Filter> operands)
    {
        Func<T, bool>[] predicates = [.. operands.Select(ToPredicate)];
        return row => Array.Exists(predicates, predicate => predicate(row));
    }

    private static Func<T, bool> Not(Func<T, bool> predicate) => row => !predicate(row);
}
