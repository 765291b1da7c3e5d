namespace SyncHub.Queries;

/// <summary>Of several bounds that one property must keep to, only the tightest say something; and some leave no room at all.</summary>
internal static class RangeMerge
{
    /// <summary>Replaces the ranges among conditions that must all hold.</summary>
    public static void Apply(List<Filter> parts)
    {
        var groups = parts
            .OfType<TermFilter>()
            .Where(term => term.Operator.IsRange())
            .GroupBy(term => term.Property.Path, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any())
            .ToList();
        foreach (var group in groups)
        {
            parts.RemoveAll(group.Contains);
            var lower = group.Where(IsLower).Aggregate(default(TermFilter), (best, term) => Tighter(best, term, sign: 1));
            var upper = group.Where(term => !IsLower(term)).Aggregate(default(TermFilter), (best, term) => Tighter(best, term, sign: -1));
            if (lower is not null && upper is not null && LeavesNothing(lower, upper))
            {
                parts.Add(Filter.Nothing);
                continue;
            }

            parts.AddRange(new[] { lower, upper }.OfType<Filter>());
        }
    }

    private static bool IsLower(TermFilter term) => term.Operator is FilterOperator.Greater or FilterOperator.GreaterOrEqual;

    private static bool IsExclusive(TermFilter term) => term.Operator is FilterOperator.Greater or FilterOperator.Less;

    private static TermFilter Tighter(TermFilter? best, TermFilter term, int sign)
    {
        if (best is null)
        {
            return term;
        }

        var order = sign * term.Property.Compare(term.Literals[0], best.Literals[0]);
        return order > 0 || (order == 0 && IsExclusive(term)) ? term : best;
    }

    private static bool LeavesNothing(TermFilter lower, TermFilter upper)
    {
        var order = lower.Property.Compare(lower.Literals[0], upper.Literals[0]);
        return order > 0 || (order == 0 && (IsExclusive(lower) || IsExclusive(upper)));
    }
}
