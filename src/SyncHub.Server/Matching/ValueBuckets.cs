using SyncHub.Queries;

namespace SyncHub.Server.Matching;

/// <summary>Queries by the value that they ask for; null is one.</summary>
internal sealed class ValueBuckets<T, TQuery, TValue>
    where T : class
    where TQuery : class
    where TValue : notnull
{
    private const int SmallCapacity = 16;

    // By the type's own equality, which is that of filters: texts ordinal, instants by instant, 1.0 is 1.00, and zero is -0.
    private readonly Dictionary<TValue, Bucket<T, TQuery>> _values = [];
    private readonly Bucket<T, TQuery> _null = new();

    public bool IsEmpty => _values.Count == 0 && _null.IsEmpty;

    public void Add(QueryLiteral literal, MatcherEntry<T, TQuery> entry)
    {
        if (literal.Value is not TValue value)
        {
            _null.Add(entry);
            return;
        }

        if (!_values.TryGetValue(value, out var bucket))
        {
            _values.Add(value, bucket = new Bucket<T, TQuery>());
        }

        bucket.Add(entry);
    }

    public void Remove(QueryLiteral literal, MatcherEntry<T, TQuery> entry)
    {
        if (literal.Value is not TValue value)
        {
            _null.Remove(entry);
        }
        else if (_values.TryGetValue(value, out var bucket))
        {
            bucket.Remove(entry);
            if (bucket.IsEmpty)
            {
                _values.Remove(value);
                Shrink();
            }
        }
    }

    public void CollectInto(Candidates<T, TQuery> candidates, RowImages images, bool isPresent, TValue? value)
    {
        candidates.Probes++;
        if (!isPresent)
        {
            _null.CollectInto(candidates, images);
        }
        else if (_values.TryGetValue(value!, out var bucket))
        {
            bucket.CollectInto(candidates, images);
        }
    }

    private void Shrink()
    {
        if (_values.Capacity > SmallCapacity && _values.Count < _values.Capacity / 4)
        {
            _values.TrimExcess();
        }
    }
}
