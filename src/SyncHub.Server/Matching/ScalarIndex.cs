using SyncHub.Queries.Evaluation;

namespace SyncHub.Server.Matching;

/// <summary>The queries that are filed under values or ranges of one property.</summary>
internal sealed class ScalarIndex<T, TQuery, TValue>(Func<T, PropertyValue<TValue>> read) : PropertyIndex<T, TQuery>
    where T : class
    where TQuery : class
    where TValue : notnull
{
    private ValueBuckets<T, TQuery, TValue>? _values;
    private IntervalTree<T, TQuery, TValue>? _ranges;

    public override bool IsEmpty => _values is null && _ranges is null;

    public override void Add(Access access, MatcherEntry<T, TQuery> entry)
    {
        if (access is ValueAccess values)
        {
            _values ??= new();
            foreach (var value in values.Values)
            {
                _values.Add(value, entry);
            }
        }
        else
        {
            var range = (RangeAccess)access;
            (_ranges ??= new()).Add(Cut<TValue>.LowerOf(range), Cut<TValue>.UpperOf(range), entry);
        }
    }

    public override void Remove(Access access, MatcherEntry<T, TQuery> entry)
    {
        if (access is ValueAccess values)
        {
            foreach (var value in values.Values)
            {
                _values?.Remove(value, entry);
            }

            _values = _values is { IsEmpty: true } ? null : _values;
        }
        else
        {
            var range = (RangeAccess)access;
            _ranges?.Remove(Cut<TValue>.LowerOf(range), Cut<TValue>.UpperOf(range), entry);
            _ranges = _ranges is { IsEmpty: true } ? null : _ranges;
        }
    }

    public override void Probe(T? before, T? after, bool isChanged, Candidates<T, TQuery> candidates)
    {
        if (before is not null && after is not null && !isChanged)
        {
            if (TryRead(after, candidates, out var value))
            {
                Probe(value, RowImages.Both, candidates);
            }

            return;
        }

        PropertyValue<TValue> old = default, now = default;
        var isOld = before is not null && TryRead(before, candidates, out old);
        var isNow = after is not null && TryRead(after, candidates, out now);
        if (isOld && isNow && old == now)
        {
            Probe(now, RowImages.Both, candidates);
            return;
        }

        if (isOld && isNow)
        {
            Probe(old, now, candidates);
        }
        else if (isOld)
        {
            Probe(old, RowImages.Before, candidates);
        }
        else if (isNow)
        {
            Probe(now, RowImages.After, candidates);
        }
    }

    private void Probe(PropertyValue<TValue> before, PropertyValue<TValue> after, Candidates<T, TQuery> candidates)
    {
        if (_ranges is null || !before.IsPresent || !after.IsPresent)
        {
            Probe(before, RowImages.Before, candidates);
            Probe(after, RowImages.After, candidates);
            return;
        }

        _values?.CollectInto(candidates, RowImages.Before, before.IsPresent, before.Value);
        _values?.CollectInto(candidates, RowImages.After, after.IsPresent, after.Value);
        _ranges.CollectInto(candidates, before.Value, after.Value);
    }

    private void Probe(PropertyValue<TValue> value, RowImages images, Candidates<T, TQuery> candidates)
    {
        _values?.CollectInto(candidates, images, value.IsPresent, value.Value);
        if (value.IsPresent)
        {
            _ranges?.CollectInto(candidates, images, value.Value);
        }
    }

    private bool TryRead(T row, Candidates<T, TQuery> candidates, out PropertyValue<TValue> value)
    {
        try
        {
            value = read(row);
            return true;
        }
#pragma warning disable CA1031 // The application's getter may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            candidates.ReadFailed(exception);
            value = default;
            return false;
        }
    }
}
