using System.Collections.Immutable;

namespace SyncHub.Client.Collections;

/// <summary>The steps from one list of rows to another, by key; few and good rather than fewest.</summary>
internal static class RowDiff
{
    /// <summary>Beyond this many steps a list that shows them is better redrawn.</summary>
    public const int MaxSteps = 64;

    /// <summary>Empty where nothing changed, default where it would be more than <see cref="MaxSteps"/>. Never longer between steps than the longer of both.</summary>
    public static ImmutableArray<RowEdit<CollectionRow>> Between(ImmutableArray<CollectionRow> held, ImmutableArray<CollectionRow> next)
    {
        var steps = ImmutableArray.CreateBuilder<RowEdit<CollectionRow>>();
        if (held.AsSpan().SequenceEqual(next.AsSpan(), ReferenceEqualityComparer.Instance!))
        {
            return steps.ToImmutable();
        }

        var working = held.ToList();
        var places = new Dictionary<string, int>(next.Length, StringComparer.Ordinal);
        for (var index = 0; index < next.Length; index++)
        {
            places.Add(next[index].Key, index);
        }

        for (var index = working.Count - 1; index >= 0 && steps.Count <= MaxSteps; index--)
        {
            if (!places.ContainsKey(working[index].Key))
            {
                Take(RowEdit<CollectionRow>.Remove(index));
            }
        }

        var kept = working.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < next.Length && steps.Count <= MaxSteps; index++)
        {
            var row = next[index];
            if (!kept.Contains(row.Key))
            {
                Take(RowEdit<CollectionRow>.Insert(index, row));
            }
            else if (working[index].Key != row.Key)
            {
                Take(Bring(index, row.Key));
            }

            if (!ReferenceEquals(working[index], row))
            {
                Take(RowEdit<CollectionRow>.Replace(index, row));
            }
        }

        return steps.Count <= MaxSteps ? steps.ToImmutable() : default;

        void Take(RowEdit<CollectionRow> step)
        {
            step.ApplyTo(working);
            steps.Add(step);
        }

        // Where the row wanted is the next one anyway, the one in its way has gone down: moving that one spares all the others.
        RowEdit<CollectionRow> Bring(int index, string key) => working[index + 1].Key == key
            ? RowEdit<CollectionRow>.Move(index, Math.Min(places[working[index].Key], working.Count - 1))
            : RowEdit<CollectionRow>.Move(working.FindIndex(index + 1, row => row.Key == key), index);
    }
}
