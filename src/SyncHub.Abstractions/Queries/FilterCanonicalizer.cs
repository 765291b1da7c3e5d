using System.Collections.Immutable;

namespace SyncHub.Queries;

/// <summary>
/// Brings filters into their canonical form, in which the same condition mostly reads the same. Every step is exact in two-valued logic for
/// all rows, and none adds depth or terms, so that what was within limits stays so.
/// </summary>
internal static class FilterCanonicalizer
{
    // Lists are merged up to the default limit, so that the result can be sent in turn.
    private const int MaxMergedValues = 1_000;

    public static Filter Canonicalize(Filter filter) => Visit(filter, negate: false);

    private static Filter Visit(Filter filter, bool negate) => filter switch
    {
        EverythingFilter => negate ? Filter.Nothing : Filter.Everything,
        NothingFilter => negate ? Filter.Everything : Filter.Nothing,
        NotFilter not => Visit(not.Operand, !negate),
        AndFilter all => Combine(all.Operands, negate, isAnd: !negate),
        OrFilter any => Combine(any.Operands, negate, isAnd: negate),
        TermFilter term => VisitTerm(term, negate),
        CodeFilter code => negate ? new NotFilter(code) : code,
        _ => throw new ArgumentException($"There is no filter of type {filter.GetType().Name}.", nameof(filter)),
    };

    private static Filter VisitTerm(TermFilter term, bool negate)
    {
        if (term.Operator.IsValueSet() && term.Property.ElementType is null)
        {
            return ToFilter(ValueSet.Of(term), negate);
        }

        if (term.Operator.IsValueSet())
        {
            var isEqual = term.Operator == FilterOperator.Equal;
            return new TermFilter(term.Property, isEqual != negate ? FilterOperator.Equal : FilterOperator.NotEqual, term.Literals);
        }

        if (term.Operator.IsRange() && negate && !term.Property.IsNullable)
        {
            return new TermFilter(term.Property, term.Operator.Opposite(), term.Literals);
        }

        var folded = term.Property.IsText ? FoldText(term) : term;
        return folded.Operator.IsValueSet() ? ToFilter(ValueSet.Of(folded), negate)
            : negate ? new NotFilter(folded)
            : folded;
    }

    private static Filter ToFilter(ValueSet set, bool negate) => (negate ? set.Complement() : set).ToFilter();

    // A pattern without wildcards is an equality; a text that every text contains leaves "is not null".
    private static TermFilter FoldText(TermFilter term)
    {
        if (term.Operator is FilterOperator.Regex || term.Operator.IsRange())
        {
            return term;
        }

        var op = term.Operator;
        var text = (string)term.Literals[0].Value!;
        if (op == FilterOperator.Like)
        {
            if (LikePattern.Reduce(text) is not { } reduced)
            {
                return term;
            }

            (op, text) = reduced;
        }

        return op != FilterOperator.Equal && text.Length == 0
            ? term.Property.Term(FilterOperator.NotEqual, [null])
            : term.Property.Term(op, text);
    }

    private static Filter Combine(ImmutableArray<Filter> operands, bool negate, bool isAnd)
    {
        var parts = new List<Filter>();
        foreach (var operand in operands)
        {
            var part = Visit(operand, negate);
            switch (part)
            {
                case AndFilter all when isAnd:
                    parts.AddRange(all.Operands);
                    break;
                case OrFilter any when !isAnd:
                    parts.AddRange(any.Operands);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        MergeValues(parts, isAnd);
        if (isAnd)
        {
            RangeMerge.Apply(parts);
        }

        return Build(parts, isAnd);
    }

    private static void MergeValues(List<Filter> parts, bool isAnd)
    {
        var groups = parts
            .OfType<TermFilter>()
            .Where(term => term.Operator.IsValueSet() && term.Property.ElementType is null)
            .GroupBy(term => term.Property.Path, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any())
            .ToList();
        foreach (var group in groups)
        {
            var merged = group.Select(ValueSet.Of).Aggregate((left, right) => isAnd ? left.Intersect(right) : left.Union(right));
            if (merged.Count <= MaxMergedValues)
            {
                parts.RemoveAll(group.Contains);
                parts.Add(merged.ToFilter());
            }
        }
    }

    private static Filter Build(List<Filter> parts, bool isAnd)
    {
        var (identity, absorbing) = isAnd ? (Filter.Everything, Filter.Nothing) : (Filter.Nothing, Filter.Everything);
        var byText = new SortedDictionary<string, Filter>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (ReferenceEquals(part, absorbing))
            {
                return absorbing;
            }

            if (!ReferenceEquals(part, identity))
            {
                byText.TryAdd(part.ToJson(), part);
            }
        }

        // A condition beside its own opposite.
        if (byText.Values.OfType<NotFilter>().Any(not => byText.ContainsKey(not.Operand.ToJson())))
        {
            return absorbing;
        }

        return byText.Count switch
        {
            0 => identity,
            1 => byText.Values.First(),
            _ when isAnd => new AndFilter([.. byText.Values]),
            _ => new OrFilter([.. byText.Values]),
        };
    }
}
