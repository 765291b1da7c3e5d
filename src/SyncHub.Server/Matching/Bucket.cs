namespace SyncHub.Server.Matching;

/// <summary>The queries filed in one place. Mostly one, for which there is no collection.</summary>
internal sealed class Bucket<T, TQuery>
    where T : class
    where TQuery : class
{
    private const int SmallCapacity = 16;

    private MatcherEntry<T, TQuery>? _single;
    private HashSet<MatcherEntry<T, TQuery>>? _several;

    public bool IsEmpty => _single is null && _several is null;

    public int Count => _several?.Count ?? (_single is null ? 0 : 1);

    /// <summary>Adds a query; one that is there already stays once.</summary>
    public void Add(MatcherEntry<T, TQuery> entry)
    {
        if (_several is not null)
        {
            _several.Add(entry);
        }
        else if (_single is null)
        {
            _single = entry;
        }
        else if (_single != entry)
        {
            _several = [_single, entry];
            _single = null;
        }
    }

    public void Remove(MatcherEntry<T, TQuery> entry)
    {
        if (_single == entry)
        {
            _single = null;
        }
        else if (_several is not null && _several.Remove(entry))
        {
            Shrink(_several);
        }
    }

    public void CollectInto(Candidates<T, TQuery> candidates, RowImages images)
    {
        if (_single is not null)
        {
            candidates.Add(_single, images);
        }
        else if (_several is not null)
        {
            foreach (var entry in _several)
            {
                candidates.Add(entry, images);
            }
        }
    }

    // A set is walked over all places that it ever used, so one that has become sparse would cost what it once held.
    private void Shrink(HashSet<MatcherEntry<T, TQuery>> several)
    {
        if (several.Count == 1)
        {
            _single = several.First();
            _several = null;
        }
        else if (several.Capacity > SmallCapacity && several.Count < several.Capacity / 4)
        {
            several.TrimExcess();
        }
    }
}
