using System.Collections;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Server.Matching;

/// <summary>The queries that are filed under an element of one collection.</summary>
internal sealed class ElementIndex<T, TQuery, TValue>(Func<T, PropertyValue<IEnumerable>> read) : PropertyIndex<T, TQuery>
    where T : class
    where TQuery : class
    where TValue : notnull
{
    private readonly ValueBuckets<T, TQuery, TValue> _elements = new();
    private readonly List<object?> _read = [];

    public override bool IsEmpty => _elements.IsEmpty;

    public override void Add(Access access, MatcherEntry<T, TQuery> entry) => _elements.Add(((ElementAccess)access).Element, entry);

    public override void Remove(Access access, MatcherEntry<T, TQuery> entry) => _elements.Remove(((ElementAccess)access).Element, entry);

    public override void Probe(T? before, T? after, bool isChanged, Candidates<T, TQuery> candidates)
    {
        if (before is not null && after is not null && !isChanged)
        {
            Probe(after, RowImages.Both, candidates);
            return;
        }

        Probe(before, RowImages.Before, candidates);
        Probe(after, RowImages.After, candidates);
    }

    private void Probe(T? row, RowImages images, Candidates<T, TQuery> candidates)
    {
        if (row is null || !TryRead(row, candidates))
        {
            return;
        }

        foreach (var element in _read)
        {
            _elements.CollectInto(candidates, images, element is TValue, element is TValue value ? value : default);
        }

        _read.Clear();
    }

    // Read to the end before anything is looked up: a collection that throws half way is one that cannot be read.
    private bool TryRead(T row, Candidates<T, TQuery> candidates)
    {
        try
        {
            foreach (var element in read(row) is { IsPresent: true } collection ? collection.Value : Array.Empty<object>())
            {
                _read.Add(element);
            }

            return true;
        }
#pragma warning disable CA1031 // The application's getter or collection may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            candidates.ReadFailed(exception);
            _read.Clear();
            return false;
        }
    }
}
