using SyncHub.Queries;

namespace SyncHub.Server.Matching;

/// <summary>Terms as ranges.</summary>
internal static class Ranges
{
    /// <summary>The range of a term that is one, as a prefix is; else null.</summary>
    public static RangeAccess? Of(TermFilter term) => term.Operator switch
    {
        FilterOperator.Greater => new RangeAccess(term.Property, End(term, isAfter: true), null),
        FilterOperator.GreaterOrEqual => new RangeAccess(term.Property, End(term, isAfter: false), null),
        FilterOperator.Less => new RangeAccess(term.Property, null, End(term, isAfter: false)),
        FilterOperator.LessOrEqual => new RangeAccess(term.Property, null, End(term, isAfter: true)),
        FilterOperator.StartsWith => OfPrefix(term),
        _ => null,
    };

    /// <summary>The pairs of terms that bound a property on both sides. Canonical filters have at most one bound for each.</summary>
    public static IEnumerable<(RangeAccess Range, TermFilter Lower, TermFilter Upper)> Closed(AndFilter all)
    {
        foreach (var lower in all.Operands.OfType<TermFilter>().Where(term => term.Operator is FilterOperator.Greater or FilterOperator.GreaterOrEqual))
        {
            var upper = all.Operands.OfType<TermFilter>().FirstOrDefault(term =>
                term.Property.Path == lower.Property.Path && term.Operator is FilterOperator.Less or FilterOperator.LessOrEqual);
            if (upper is not null)
            {
                yield return (new RangeAccess(lower.Property, Of(lower)!.Lower, Of(upper)!.Upper), lower, upper);
            }
        }
    }

    /// <summary>The text right after all that begin with a prefix, in the order of <see cref="CodePointComparer"/>; null where there is none.</summary>
    public static string? AfterPrefix(string prefix)
    {
        for (var length = prefix.Length; length > 0; length--)
        {
            if (NextUnit(prefix[length - 1]) is { } next)
            {
                return string.Concat(prefix.AsSpan(0, length - 1), [next]);
            }
        }

        return null;
    }

    // The bound is compared and never leaves: it may hold half a surrogate pair.
    private static RangeAccess OfPrefix(TermFilter term)
    {
        var after = AfterPrefix((string)term.Literals[0].Value!);
        return new RangeAccess(term.Property, End(term, isAfter: false), after is null ? null : new RangeEnd(after, IsAfter: false));
    }

    // Surrogates come after all other units.
    private static char? NextUnit(char unit) => unit switch
    {
        '\uD7FF' => '\uE000',
        '\uFFFF' => '\uD800',
        '\uDFFF' => null,
        _ => (char)(unit + 1),
    };

    private static RangeEnd End(TermFilter term, bool isAfter) => new(term.Literals[0].Value!, isAfter);
}
