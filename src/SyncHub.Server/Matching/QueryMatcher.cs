using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Matching;

/// <summary>
/// Finds the queries that a change can touch, at a cost that follows those and not all. Owned by one loop; not safe for concurrent use.
/// A row whose evaluation throws does not match. Whether it throws follows from the row alone, so what is counted in is counted out.
/// </summary>
internal sealed class QueryMatcher<T, TQuery>(QuerySchema schema, QueryCompiler<T> compiler, IMatcherObserver observer)
    where T : class
    where TQuery : class
{
    private const int ShownLength = 200;

    private readonly Dictionary<(string Path, bool IsElement), PropertyIndex<T, TQuery>> _indexes = [];

    // Queries without an access predicate, and those that every row matches.
    private readonly Bucket<T, TQuery> _scanned = new();
    private readonly Candidates<T, TQuery> _candidates = new(observer);
    private readonly PropertyBits _bits = new();
    private readonly HashSet<string> _accessed = new(StringComparer.Ordinal);

    /// <summary>How many queries there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many property indexes there are, for tests.</summary>
    public int IndexCount => _indexes.Count;

    /// <summary>JSON names of the top-level properties that access predicates look at, or have looked at: none is taken away.</summary>
    public IReadOnlySet<string> Accessed => _accessed;

    /// <summary>Whether every change may concern a query, so that no look at access predicates tells.</summary>
    public bool TakesAll => !_scanned.IsEmpty;

    /// <summary>Look-ups of a value and nodes of a tree visited, so far.</summary>
    public long Probes => _candidates.Probes;

    /// <summary>Filters, or what is left of them, evaluated so far.</summary>
    public long Residuals { get; private set; }

    /// <summary>Adds a query.</summary>
    /// <param name="query">The query, as <see cref="Match"/> is to name it.</param>
    /// <param name="filter">Its canonical filter.</param>
    public MatcherEntry<T, TQuery> Add(TQuery query, Filter filter) => Add(query, FilterPlan<T>.Create(filter, schema, compiler));

    /// <summary>Adds a query whose plan was made before, so that nothing is compiled here but the first accessor of a property.</summary>
    public MatcherEntry<T, TQuery> Add(TQuery query, FilterPlan<T> plan)
    {
        var entry = new MatcherEntry<T, TQuery>(query, plan.Filter, plan.Predicate, _bits.Of(plan.Residual));
        Count++;
        if (plan.Choice is { } choice)
        {
            foreach (var access in choice.Accesses)
            {
                IndexOf(access).Add(access, entry);
            }
        }
        else if (plan.Filter is not NothingFilter)
        {
            _scanned.Add(entry);
            if (plan.Predicate is not null)
            {
                observer.ScanListed(Shorten(plan.Filter.ToJson()));
            }
        }

        return entry;
    }

    /// <summary>Removes a query. Removing it again does nothing.</summary>
    public void Remove(MatcherEntry<T, TQuery> entry)
    {
        if (entry.IsRemoved)
        {
            return;
        }

        entry.IsRemoved = true;
        Count--;
        if (AccessChoice.Of(entry.Filter, schema.Key) is { } choice)
        {
            foreach (var access in choice.Accesses)
            {
                Remove(access, entry);
            }
        }
        else if (entry.Filter is not NothingFilter)
        {
            _scanned.Remove(entry);
            if (entry.Residual is not null)
            {
                observer.ScanUnlisted();
            }
        }
    }

    /// <summary>Finds the queries that the row matches or matched.</summary>
    /// <param name="before">The row before; null where it was added.</param>
    /// <param name="after">The row after; null where it was removed.</param>
    /// <param name="changed">What an update changed; else all. What is not in it must be equal in both rows.</param>
    /// <param name="hits">Takes each of them, once.</param>
    public void Match(T? before, T? after, ChangedProperties changed, List<Match<TQuery>> hits)
    {
        var images = (before is null ? RowImages.None : RowImages.Before) | (after is null ? RowImages.None : RowImages.After);
        var changedBits = _bits.Of(changed);
        foreach (var index in _indexes.Values)
        {
            index.Probe(before, after, (index.Property & changedBits) != 0, _candidates);
        }

        if (images != RowImages.None)
        {
            _scanned.CollectInto(_candidates, images);
        }

        foreach (var entry in _candidates.Entries)
        {
            var matching = Evaluate(entry, before, after, changedBits);
            if (matching != RowImages.None)
            {
                hits.Add(new Match<TQuery>(entry.Query, matching.HasFlag(RowImages.Before), matching.HasFlag(RowImages.After)));
            }
        }

        _candidates.Clear();
    }

    /// <summary>Whether access predicates look at what an update changed.</summary>
    public bool Accesses(ChangedProperties changed)
    {
        var changedBits = _bits.Of(changed);
        return _indexes.Values.Any(index => (index.Property & changedBits) != 0);
    }

    /// <summary>Whether access predicates find any query; only where not <see cref="TakesAll"/>. Of the rows no more than <see cref="Accessed"/> is looked at.</summary>
    /// <param name="before">The row before; null where it was added.</param>
    /// <param name="after">The row after; null where it was removed.</param>
    public bool FindsAny(T? before, T? after)
    {
        foreach (var index in _indexes.Values)
        {
            index.Probe(before, after, !ReferenceEquals(before, after), _candidates);
        }

        var isAny = !_candidates.Entries.IsEmpty;
        _candidates.Clear();
        return isAny;
    }

    private RowImages Evaluate(MatcherEntry<T, TQuery> entry, T? before, T? after, ulong changed)
    {
        if (entry.Residual is not { } residual)
        {
            return entry.Found;
        }

        // Where nothing changed that the residual names, one answer goes for both.
        if (entry.Found == RowImages.Both && (entry.ResidualProperties & changed) == 0)
        {
            return Holds(residual, after!) ? RowImages.Both : RowImages.None;
        }

        var was = entry.Found.HasFlag(RowImages.Before) && Holds(residual, before!) ? RowImages.Before : RowImages.None;
        return entry.Found.HasFlag(RowImages.After) && Holds(residual, after!) ? was | RowImages.After : was;
    }

    private bool Holds(Func<T, bool> residual, T row)
    {
        Residuals++;
        try
        {
            return residual(row);
        }
#pragma warning disable CA1031 // The application's getters may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            observer.EvaluationFailed(exception);
            return false;
        }
    }

    private PropertyIndex<T, TQuery> IndexOf(Access access)
    {
        var name = NameOf(access);
        if (!_indexes.TryGetValue(name, out var index))
        {
            index = PropertyIndex<T, TQuery>.For(access, compiler, _bits.Of(access.Property));
            _indexes.Add(name, index);
            _accessed.Add(access.Property.Path.Split('.')[0]);
        }

        return index;
    }

    private void Remove(Access access, MatcherEntry<T, TQuery> entry)
    {
        // An $or may name a place twice, and the first time was the last.
        if (_indexes.TryGetValue(NameOf(access), out var index))
        {
            index.Remove(access, entry);
            if (index.IsEmpty)
            {
                _indexes.Remove(NameOf(access));
            }
        }
    }

    private static (string Path, bool IsElement) NameOf(Access access) => (access.Property.Path, access is ElementAccess);

    private static string Shorten(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";
}
