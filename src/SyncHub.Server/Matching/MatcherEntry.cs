using SyncHub.Queries;

namespace SyncHub.Server.Matching;

/// <summary>A query in a matcher: the handle to remove it by. Where it is filed follows from its filter, and so is not stored.</summary>
internal sealed class MatcherEntry<T, TQuery>(TQuery query, Filter filter, Func<T, bool>? residual, ulong residualProperties)
    where T : class
    where TQuery : class
{
    public TQuery Query { get; } = query;

    public Filter Filter { get; } = filter;

    /// <summary>What the filter asks for beyond the access predicate; null for nothing.</summary>
    public Func<T, bool>? Residual { get; } = residual;

    /// <summary>The properties that the residual names, as <see cref="PropertyBits"/>.</summary>
    public ulong ResidualProperties { get; } = residualProperties;

    /// <summary>For which images of the present row the entry was found; none between changes.</summary>
    public RowImages Found { get; set; }

    /// <summary>Whether the entry has left its matcher.</summary>
    public bool IsRemoved { get; set; }
}
