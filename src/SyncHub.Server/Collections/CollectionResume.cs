using SyncHub.Protocol;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>
/// Finds what somebody who stood at an earlier position has missed of a page. What it held then is known from its own list of keys, from
/// a group that has not changed since, or by taking back what changed meanwhile.
/// </summary>
internal sealed class CollectionResume<T>(SyncModel model, ModelQueries<T> queries, ChangeHistory history)
    where T : class
{
    // Taking changes back means reading and judging them one by one, on the feed's loop.
    private const int MaxTakenBack = 500;

    /// <summary>The answer: a delta where that is possible and smaller than the page, else the page.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="group">The page's group.</param>
    /// <param name="page">The page now.</param>
    /// <param name="facts">Total and version.</param>
    public Subscribed Answer(CollectionRequest request, CollectionGroup<T> group, CollectionPage<T> page, PushFacts facts)
    {
        var lastSeq = request.LastSeq!.Value;
        if (lastSeq < history.GrantedFloor || !group.View.IsWithin(group, facts.Version))
        {
            return Snapshot();
        }

        if (request.KnownKeys is null && group.View.IsUnaligned)
        {
            // Whoever read a page beside the log may hold other rows than the log tells: only they can say which.
            return Snapshot();
        }

        if (request.KnownKeys is null && group.Start <= lastSeq && group.Prev <= lastSeq)
        {
            return CollectionAnswer.Delta(model, group.Id, group.Query, missed: null, facts);
        }

        if ((request.KnownKeys ?? TakeBack(group, lastSeq)) is not { } held)
        {
            return Snapshot();
        }

        var known = held.ToHashSet();
        var changed = page.Rows.Where(row => !known.Contains(row.Key) || history.HasAfter(row.Key, lastSeq) || (group.View.IsUnaligned && IsAhead(row))).ToList();
        if (changed.Count == 0 && page.Rows.Select(row => row.Key).SequenceEqual(held))
        {
            return CollectionAnswer.Delta(model, group.Id, group.Query, missed: null, facts);
        }

        return IsSmaller(changed, page)
            ? CollectionAnswer.Delta(
                model, group.Id, group.Query, new MissedRows([.. page.Rows.Select(row => row.Key)], [.. changed.Select(row => page.BodyOf(row.Key))]), facts)
            : Snapshot();

        Subscribed Snapshot() => CollectionAnswer.Snapshot(model, group.Id, group.Query, page.ToJson(), facts);
    }

    // Read beside the log, and not as the log has it: with the place that it has now comes what it is now. Of a row that the log has nothing of, nobody can tell.
    private bool IsAhead(Row<T> row) => history.Newest(row.Key) is { } last && !last.Change.After.Utf8.Span.SequenceEqual(row.Body.Utf8.Span);

    // The keys are what a delta has beyond the bodies.
    private static bool IsSmaller(List<Row<T>> changed, CollectionPage<T> page) =>
        changed.Sum(row => page.BodyOf(row.Key).Utf8.Length) + page.Rows.Sum(row => row.Key.Text.Length + 3L) < page.Rows.Sum(row => (long)page.BodyOf(row.Key).Utf8.Length);

    /// <summary>The keys of the page at an earlier position; null where they cannot be told.</summary>
    private IReadOnlyList<SyncKey>? TakeBack(CollectionGroup<T> group, long lastSeq)
    {
        if (group.View.Known is not { } known || history.Since(lastSeq, MaxTakenBack) is not { } entries || entries.Any(entry => entry.IsWhole))
        {
            return null;
        }

        var before = new Dictionary<SyncKey, Row<T>?>();
        foreach (var entry in entries)
        {
            before.TryAdd(entry.Change.Key, queries.Before(entry.Change));
        }

        var matches = queries.Matches(group.Query);
        var order = queries.Order(group.Query);
        var rows = known.Rows.Where(row => !before.ContainsKey(row.Key)).ToList();
        foreach (var row in before.Values)
        {
            // Beyond the bound there were others that nobody here knows.
            if (row is not null && matches(row) && (known.Bound is null || order.Compare(row, known.Bound) <= 0))
            {
                rows.Add(row);
            }
        }

        var query = group.Query;
        if (known.Bound is not null && rows.Count < (long)query.Skip + (query.Top ?? int.MaxValue))
        {
            return null;
        }

        rows.Sort(order);
        return [.. rows.Skip(query.Skip).Take(query.Top ?? int.MaxValue).Select(row => row.Key)];
    }
}

/// <summary>What a view knows of its list.</summary>
/// <param name="Rows">Rows in order.</param>
/// <param name="Bound">They are all rows up to here; null where they are all there are.</param>
internal sealed record KnownRows<T>(IEnumerable<Row<T>> Rows, Row<T>? Bound)
    where T : class;
