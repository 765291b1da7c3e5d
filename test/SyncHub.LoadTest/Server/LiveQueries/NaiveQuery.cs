using System.Text.Json;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>A live query that is run again to find out what changed.</summary>
internal sealed class NaiveQuery(string id, Func<Message, bool> matches, IComparer<Message> order, int top)
{
    private static readonly JsonSerializerOptions Options = EntityJson.CreateOptions();

    private List<Message> _page = [];
    private int _total;

    /// <summary>What it is called in pushes, and the group of its followers.</summary>
    public string Id => id;

    /// <summary>Runs it for the first time.</summary>
    public Subscribed Start(string requestId, string model, ReadOnlySpan<Message> rows, SyncVersion version)
    {
        (_page, _total) = Run(rows);
        return new Subscribed
        {
            RequestId = requestId,
            SubscriptionId = id,
            Kind = Subscribed.CollectionKind,
            Model = model,
            KeyName = "id",
            Mode = Subscribed.SnapshotMode,
            Data = new RawJson(JsonSerializer.SerializeToUtf8Bytes(_page, Options)),
            TotalCount = _total,
            Version = version,
        };
    }

    /// <summary>Runs it again; null where nothing came of it.</summary>
    public CollectionChanged? RunAgain(ReadOnlySpan<Message> rows, SyncVersion version)
    {
        var (page, total) = Run(rows);
        var edits = Difference(_page, page);
        if (edits.Count == 0 && total == _total)
        {
            return null;
        }

        (_page, _total) = (page, total);
        return new CollectionChanged { SubscriptionId = id, Changes = edits, TotalCount = total, Version = version, Prev = version.Seq - 1 };
    }

    private (List<Message> Page, int Total) Run(ReadOnlySpan<Message> rows)
    {
        var found = new List<Message>();
        foreach (var row in rows)
        {
            if (matches(row))
            {
                found.Add(row);
            }
        }

        found.Sort(order);
        return (found.Count > top ? found[..top] : found, found.Count);
    }

    // A changed row is another object: it goes and comes. The others keep their order.
    private static List<CollectionEdit> Difference(List<Message> before, List<Message> after)
    {
        var edits = new List<CollectionEdit>();
        var staying = new HashSet<Message>(after, ReferenceEqualityComparer.Instance);
        var left = new List<Message>(before);
        for (var index = left.Count - 1; index >= 0; index--)
        {
            if (!staying.Contains(left[index]))
            {
                edits.Add(new CollectionEdit { Type = CollectionEdit.Remove, Index = index, Id = left[index].Id });
                left.RemoveAt(index);
            }
        }

        for (var index = 0; index < after.Count; index++)
        {
            if (index == left.Count || !ReferenceEquals(left[index], after[index]))
            {
                var entity = new RawJson(JsonSerializer.SerializeToUtf8Bytes(after[index], Options));
                edits.Add(new CollectionEdit { Type = CollectionEdit.Insert, Index = index, Entity = entity });
                left.Insert(index, after[index]);
            }
        }

        return edits;
    }
}
