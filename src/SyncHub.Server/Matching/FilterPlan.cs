using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Server.Matching;

/// <summary>What a matcher needs to know of a filter. Making one may compile: it is safe, and better, off the loop that owns the matcher.</summary>
internal sealed class FilterPlan<T>
    where T : class
{
    private FilterPlan(Filter filter, AccessChoice? choice, Filter residual, Func<T, bool>? predicate) =>
        (Filter, Choice, Residual, Predicate) = (filter, choice, residual, predicate);

    public Filter Filter { get; }

    /// <summary>How the query is filed; null for one that every change has to look at, or none.</summary>
    public AccessChoice? Choice { get; }

    /// <summary>What is left to evaluate.</summary>
    public Filter Residual { get; }

    /// <summary>The residual, compiled; null where there is nothing to evaluate.</summary>
    public Func<T, bool>? Predicate { get; }

    /// <param name="filter">A canonical filter.</param>
    /// <param name="schema">What it is of.</param>
    /// <param name="compiler">Shares one delegate among residuals that differ in their literals only.</param>
    public static FilterPlan<T> Create(Filter filter, QuerySchema schema, QueryCompiler<T> compiler)
    {
        var choice = AccessChoice.Of(filter, schema.Key);
        var residual = choice?.Residual ?? filter;
        return new FilterPlan<T>(filter, choice, residual, residual is EverythingFilter or NothingFilter ? null : compiler.ToPredicate(residual));
    }
}
