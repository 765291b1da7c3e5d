using System.Collections.Immutable;
using SyncHub.Client.Collections;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Client.Mutations;

/// <summary>One page with writes laid over it. It counts the revisions of what is seen, which differ from those of what the server said.</summary>
internal sealed class ShownCollection(Query query, IRowJudge judge) : ShownContent
{
    // By key, what writes made of a row the last time: the same again as long as row and writes are the same.
    private Dictionary<string, Written> _written = new(StringComparer.Ordinal);
    private CollectionContent? _content;
    private CollectionContent? _shown;

    public override SubscriptionContent Show(SubscriptionContent content, ShownWrites writes)
    {
        var page = (CollectionContent)content;
        var (rows, total) = (page.Rows, page.Total);
        if (writes.Writes.Count > 0)
        {
            var fold = Fold(page, writes, out var written);
            (rows, total, _written) = (fold.Rows, fold.Total, written);
        }
        else
        {
            _written.Clear();
        }

        var marks = MarksOf(rows, writes);
        if (_shown is not { } shown || _content is not { } before)
        {
            // A view may have read the page as it came, and is not to take this for the same.
            _shown = rows == page.Rows && marks.IsEmpty
                ? page
                : page with { Rows = rows, Total = total, Marks = marks, Edits = default, Revision = page.Revision + 1 };
        }
        else if (IsSame(shown, rows, total, marks))
        {
            _shown = page with { Rows = shown.Rows, Total = shown.Total, Marks = shown.Marks, Edits = shown.Edits, Revision = shown.Revision };
        }
        else
        {
            var isStep = shown.Rows == before.Rows && rows == page.Rows && page.Revision == before.Revision + 1;
            var edits = isStep ? page.Edits : RowDiff.Between(shown.Rows, rows);
            _shown = page with { Rows = rows, Total = total, Marks = marks, Edits = edits, Revision = shown.Revision + 1 };
        }

        _content = page;
        return _shown;
    }

    public override bool IsTouchedBy(SubscriptionContent content, ShownWrites writes) => Fold((CollectionContent)content, writes, out _).Touched.Count > 0;

    public override void StartFrom(SubscriptionContent? shown)
    {
        _content = _shown = (CollectionContent?)shown;
        _written.Clear();
    }

    private CollectionFold Fold(CollectionContent page, ShownWrites writes, out Dictionary<string, Written> written)
    {
        written = new Dictionary<string, Written>(StringComparer.Ordinal);
        var fold = new CollectionFold(page, query, judge);
        var held = page.Rows.ToDictionary(row => row.Key, StringComparer.Ordinal);
        foreach (var ofRow in writes.Writes.GroupBy(write => write.Key, StringComparer.Ordinal))
        {
            var row = held.GetValueOrDefault(ofRow.Key);
            written.Add(ofRow.Key, Write(ofRow.Key, row, row?.Body ?? ImageOf(ofRow.Key, page, writes, fold), [.. ofRow]));
        }

        foreach (var (key, made) in written)
        {
            fold.Take(key, made.Before, made.After);
        }

        return fold;
    }

    // What nobody holds any more is believed only where the page does not say otherwise: the row may have been removed.
    private static RawJson ImageOf(string key, CollectionContent page, ShownWrites writes, CollectionFold fold) =>
        writes.Images.TryGetValue(key, out var image) && !image.Body.IsNull && !(image.IsLost && fold.Denies(new CollectionRow(key, image.Body)))
            ? image.Body
            : RawJson.Null;

    private Written Write(string key, CollectionRow? held, RawJson body, RowWrite[] writes)
    {
        if (_written.TryGetValue(key, out var known) && known.Body.Utf8.Equals(body.Utf8) && known.Held == held && known.Writes.AsSpan().SequenceEqual(writes, ReferenceEqualityComparer.Instance!))
        {
            return known;
        }

        var before = held ?? (body.IsNull ? null : new CollectionRow(key, body));
        var after = RowFold.Over(body, writes);
        return new Written(body, held, writes, before, after.IsNull ? null : before is not null && before.Body == after ? before : Same(known, after) ?? new CollectionRow(key, after));
    }

    // The same text stays the same object, so that nobody reads it again.
    private static CollectionRow? Same(Written? known, RawJson body) => known?.After is { } after && after.Body == body ? after : null;

    private static bool IsSame(CollectionContent shown, ImmutableArray<CollectionRow> rows, long? total, ImmutableDictionary<string, RowStatus> marks) =>
        shown.Total == total
        && (shown.Rows == rows || shown.Rows.AsSpan().SequenceEqual(rows.AsSpan(), ReferenceEqualityComparer.Instance!))
        && shown.Marks.Count == marks.Count && marks.All(mark => shown.Marks.TryGetValue(mark.Key, out var status) && status == mark.Value);

    private static ImmutableDictionary<string, RowStatus> MarksOf(ImmutableArray<CollectionRow> rows, ShownWrites writes)
    {
        if (writes.IsEmpty)
        {
            return ImmutableDictionary<string, RowStatus>.Empty;
        }

        var marks = ImmutableDictionary.CreateBuilder<string, RowStatus>(StringComparer.Ordinal);
        var pending = writes.Writes.Select(write => write.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (pending.Contains(row.Key))
            {
                marks.Add(row.Key, RowStatus.Pending);
            }
            else if (writes.Failed.Contains(row.Key))
            {
                marks.Add(row.Key, RowStatus.Failed);
            }
        }

        return marks.ToImmutable();
    }

    private sealed record Written(RawJson Body, CollectionRow? Held, RowWrite[] Writes, CollectionRow? Before, CollectionRow? After);
}
