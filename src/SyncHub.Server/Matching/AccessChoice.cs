using System.Collections.Immutable;
using SyncHub.Queries;

namespace SyncHub.Server.Matching;

/// <summary>
/// How a query is filed: a row matches its filter only if one of the accesses finds the row and the residual holds. Follows from the filter
/// alone, so that a query can be found again to be removed.
/// </summary>
/// <param name="Selectivity">How few rows it is taken to find.</param>
/// <param name="Accesses">More than one for an <c>$or</c> only.</param>
/// <param name="Residual">What is left of the filter.</param>
internal sealed record AccessChoice(Selectivity Selectivity, ImmutableArray<Access> Accesses, Filter Residual)
{
    // Each branch costs a place in an index and a look-up at each change, for what is evaluated in the end in any case.
    private const int MaxBranches = 16;

    /// <summary>The best way to file a canonical filter; null where there is none.</summary>
    public static AccessChoice? Of(Filter filter, QueryProperty? key) => filter switch
    {
        TermFilter term => OfTerm(term, key),
        AndFilter all => OfAll(all, key),
        OrFilter any => OfAny(any, key),
        _ => null,
    };

    private static AccessChoice? OfTerm(TermFilter term, QueryProperty? key)
    {
        var isElement = term.Property.ElementType is not null && term.Operator == FilterOperator.Contains;
        Access? access = isElement ? new ElementAccess(term.Property, term.Literals[0])
            : !term.Property.IsSortable ? null
            : term.Operator is FilterOperator.Equal or FilterOperator.In ? new ValueAccess(term.Property, term.Literals)
            : Ranges.Of(term);
        return access is null ? null : new AccessChoice(SelectivityOf(access, key), [access], Filter.Everything);
    }

    private static AccessChoice? OfAll(AndFilter all, QueryProperty? key)
    {
        AccessChoice? best = null;
        foreach (var operand in all.Operands)
        {
            if (Of(operand, key) is { } choice && IsBetter(choice, best))
            {
                best = choice with { Residual = And([.. all.Operands.Where(other => other != operand), choice.Residual]) };
            }
        }

        foreach (var (range, lower, upper) in Ranges.Closed(all))
        {
            var choice = new AccessChoice(Selectivity.ClosedRange, [range], And([.. all.Operands.Where(other => other != lower && other != upper)]));
            best = IsBetter(choice, best) ? choice : best;
        }

        return best;
    }

    // The whole $or stays to be evaluated, even where its branches say it all: so a getter that throws means the same as without an index.
    private static AccessChoice? OfAny(OrFilter any, QueryProperty? key)
    {
        var accesses = ImmutableArray.CreateBuilder<Access>();
        var selectivity = Selectivity.Key;
        foreach (var operand in any.Operands)
        {
            if (Of(operand, key) is not { } branch || accesses.Count + branch.Accesses.Length > MaxBranches)
            {
                return null;
            }

            accesses.AddRange(branch.Accesses);
            selectivity = branch.Selectivity > selectivity ? branch.Selectivity : selectivity;
        }

        return new AccessChoice(selectivity, accesses.DrainToImmutable(), any);
    }

    private static bool IsBetter(AccessChoice choice, AccessChoice? best) =>
        best is null || choice.Selectivity < best.Selectivity || (choice.Selectivity == best.Selectivity && choice.Places < best.Places);

    private static Selectivity SelectivityOf(Access access, QueryProperty? key) => access switch
    {
        ValueAccess when access.Property.Path == key?.Path => Selectivity.Key,
        ValueAccess values when HasFewValues(access.Property.Type) || values.Values.Contains(QueryLiteral.Null) => Selectivity.CoarseValue,
        RangeAccess { IsClosed: true } => Selectivity.ClosedRange,
        RangeAccess => Selectivity.HalfOpenRange,
        _ => Selectivity.Value,
    };

    private static bool HasFewValues(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) || type.IsEnum;
    }

    private static Filter And(ImmutableArray<Filter> operands)
    {
        operands = operands.RemoveAll(operand => operand is EverythingFilter);
        return operands switch
        {
            [] => Filter.Everything,
            [var single] => single,
            _ => new AndFilter(operands),
        };
    }

    private int Places => Accesses.Sum(access => access is ValueAccess values ? values.Values.Length : 1);
}
