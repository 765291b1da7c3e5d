using System.Runtime.InteropServices;

namespace SyncHub.Server.Matching;

/// <summary>The queries that the indexes found for the present row, each once, and what finding them took.</summary>
internal sealed class Candidates<T, TQuery>(IMatcherObserver observer)
    where T : class
    where TQuery : class
{
    private readonly List<MatcherEntry<T, TQuery>> _entries = [];

    /// <summary>How many look-ups of a value were made and nodes of a tree visited so far.</summary>
    public long Probes { get; set; }

    public ReadOnlySpan<MatcherEntry<T, TQuery>> Entries => CollectionsMarshal.AsSpan(_entries);

    public void Add(MatcherEntry<T, TQuery> entry, RowImages images)
    {
        if (entry.Found == RowImages.None)
        {
            _entries.Add(entry);
        }

        entry.Found |= images;
    }

    public void ReadFailed(Exception exception) => observer.EvaluationFailed(exception);

    public void Clear()
    {
        foreach (var entry in _entries)
        {
            entry.Found = RowImages.None;
        }

        _entries.Clear();
    }
}
