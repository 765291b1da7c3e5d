namespace SyncHub.Client.Tests.Collections;

/// <summary>A server's page of notes, changed at random, and the edits that say so; each edit fits what the ones before it have left.</summary>
internal sealed class PageScript(Random random, int? top)
{
    private int _ids;

    /// <summary>The truth: key and text, in order.</summary>
    public List<(int Id, string Text)> Rows { get; } = [];

    /// <summary>A few edits; some of them say what is so already, as edits that come twice do.</summary>
    public CollectionEdit[] Next() => [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Step()).OfType<CollectionEdit>()];

    private CollectionEdit? Step()
    {
        switch (random.Next(7))
        {
            case < 2 when top is null || Rows.Count < top:
                var (index, id, text) = (random.Next(Rows.Count + 1), ++_ids, Text());
                Rows.Insert(index, (id, text));
                return PageWire.Insert(index, id, text);
            case 2 when Rows.Count > 0:
                var gone = random.Next(Rows.Count);
                var removed = Rows[gone].Id;
                Rows.RemoveAt(gone);
                return PageWire.Remove(gone, removed);
            case 3 when Rows.Count > 0:
                var at = random.Next(Rows.Count);
                Rows[at] = (Rows[at].Id, Text());
                return PageWire.Update(at, Rows[at].Id, Rows[at].Text);
            case 4 when Rows.Count > 0:
                var (from, to) = (random.Next(Rows.Count), random.Next(Rows.Count));
                var changed = random.Next(2) == 0 ? Text() : null;
                var moved = Shift(from, to, changed ?? Rows[from].Text);
                return PageWire.Move(from, to, moved, changed);
            case 5 when Rows.Count > 0:
                var (present, place) = (random.Next(Rows.Count), random.Next(Rows.Count));
                var again = random.Next(2) == 0 ? Text() : Rows[present].Text;
                return PageWire.Insert(place, Shift(present, place, again), again);
            case 6:
                return PageWire.Remove(random.Next(20), ++_ids);
            default:
                return null;
        }
    }

    private int Shift(int from, int to, string text)
    {
        var id = Rows[from].Id;
        Rows.RemoveAt(from);
        Rows.Insert(to, (id, text));
        return id;
    }

    // Few texts, so that a row is often "changed" into what it is.
    private string Text() => $"{(char)('a' + random.Next(4))}";
}
