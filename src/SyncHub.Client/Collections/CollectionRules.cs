using System.Collections.Immutable;
using SyncHub.Client.Subscriptions;
using SyncHub.Protocol;

namespace SyncHub.Client.Collections;

/// <summary>What answers and pushes make of a collection that never has more than <paramref name="top"/> rows.</summary>
internal sealed class CollectionRules(int? top) : ContentRules
{
    protected override string Kind => Subscribed.CollectionKind;

    public override SubscriptionContent? Apply(SubscriptionContent held, object push, out string? unusable)
    {
        var collection = (CollectionContent)held;
        switch (push)
        {
            case CollectionSnapshot snapshot when IsPage(RowReader.ReadAll(snapshot.Data, collection.KeyName), out var rows):
                unusable = null;
                return Put(collection, rows, snapshot.TotalCount, collection.KeyName, snapshot.Version);
            case CollectionChanged changed:
                return Edit(collection, changed, out unusable);
            default:
                unusable = $"a {push.GetType().Name} that is none of this collection";
                return null;
        }
    }

    protected override SubscriptionContent? Snapshot(SubscriptionContent? held, Subscribed answer, out string? unusable)
    {
        var isPage = IsPage(RowReader.ReadAll(answer.Data, answer.KeyName), out var rows);
        unusable = isPage ? null : $"a snapshot whose data is no page of rows with a '{answer.KeyName}' each";
        return isPage ? Put((CollectionContent?)held, rows, answer.TotalCount, answer.KeyName, answer.Version) : null;
    }

    protected override SubscriptionContent? Delta(SubscriptionContent held, Subscribed answer, out string? unusable)
    {
        unusable = null;
        var collection = (CollectionContent)held;
        if (answer.Keys is not { } keys)
        {
            return collection.Next(collection.Rows, [], answer.TotalCount, answer.Version);
        }

        var known = collection.Rows.ToDictionary(row => row.Key, StringComparer.Ordinal);
        foreach (var entity in answer.Entities ?? [])
        {
            if (RowReader.Read(entity, answer.KeyName) is not { } row)
            {
                unusable = $"a delta with a row that has no '{answer.KeyName}'";
                return null;
            }

            known[row.Key] = row;
        }

        var rows = ImmutableArray.CreateBuilder<CollectionRow>(keys.Count);
        foreach (var key in keys)
        {
            // Taken out, so that a key that comes twice is not found the second time.
            if (!known.Remove(key.Text, out var row))
            {
                unusable = $"a delta with the key '{key}', whose row is neither in it nor held, or was there before";
                return null;
            }

            rows.Add(row);
        }

        if (!IsPage(rows.MoveToImmutable(), out var page))
        {
            unusable = $"a delta of {page.Length} rows to a page of {top}";
            return null;
        }

        return Put(collection, page, answer.TotalCount, answer.KeyName, answer.Version);
    }

    private CollectionContent? Edit(CollectionContent held, CollectionChanged push, out string? unusable)
    {
        unusable = null;
        if (push.Changes.Count == 0)
        {
            return held.Next(held.Rows, [], push.TotalCount, push.Version);
        }

        var edited = new EditedRows(held.Rows, top, held.KeyName);
        foreach (var edit in push.Changes)
        {
            if (!edited.TryApply(edit))
            {
                unusable = $"an edit of type '{edit.Type}' that does not fit the rows held";
                return null;
            }
        }

        var (rows, steps) = edited.Finish();
        return held.Next(rows, steps, push.TotalCount, push.Version);
    }

    private bool IsPage(ImmutableArray<CollectionRow> rows, out ImmutableArray<CollectionRow> page)
    {
        page = rows;
        return !rows.IsDefault && (top is null || rows.Length <= top);
    }

    // Rows whose text did not change stay the objects they are, so that nobody reads them again.
    private static CollectionContent Put(CollectionContent? held, ImmutableArray<CollectionRow> rows, long? total, string keyName, SyncVersion version)
    {
        if (held is null)
        {
            return new CollectionContent(rows, total, keyName, version);
        }

        var known = held.Rows.ToDictionary(row => row.Key, StringComparer.Ordinal);
        ImmutableArray<CollectionRow> next = [.. rows.Select(row => known.TryGetValue(row.Key, out var same) && same.Body == row.Body ? same : row)];
        return held.Next(next, RowDiff.Between(held.Rows, next), total, version) with { KeyName = keyName };
    }
}
