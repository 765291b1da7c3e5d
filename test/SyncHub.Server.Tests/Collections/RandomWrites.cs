namespace SyncHub.Server.Tests.Collections;

/// <summary>Random commits over a tiny domain, so that ties, nulls, moves and returning keys are common; and the rows as they must be.</summary>
internal sealed class RandomWrites(DataSet<Item, int> items, Random random, int keys)
{
    private readonly SortedDictionary<int, Item> _rows = [];

    /// <summary>The rows after the last commit.</summary>
    public IReadOnlyCollection<Item> Rows => _rows.Values;

    /// <summary>How many of a hundred writes to a row that exists remove it.</summary>
    public int RemovalPercent { get; set; } = 25;

    /// <summary>Makes one commit of up to <paramref name="most"/> changes; returns what it did.</summary>
    public async Task<string> CommitAsync(int most)
    {
        var done = new List<string>();
        await items.CommitAsync(batch =>
        {
            for (var left = 1 + random.Next(most); left > 0; left--)
            {
                done.Add(Write(batch));
            }
        });
        return string.Join("; ", done);
    }

    private string Write(DataSetBatch<Item, int> batch)
    {
        var key = random.Next(keys);
        if (!_rows.TryGetValue(key, out var row))
        {
            var added = Random(key);
            batch.Add(added);
            _rows[key] = added;
            return $"add {Show(added)}";
        }

        if (random.Next(100) < RemovalPercent)
        {
            batch.Remove(key);
            _rows.Remove(key);
            return $"remove {key}";
        }

        var changed = random.Next(3) == 0 ? Random(key) : Copy(row);
        switch (random.Next(4))
        {
            case 0:
                changed.Room = Room();
                break;
            case 1:
                changed.Rank = Rank();
                break;
            case 2:
                changed.Title = Title();
                break;
            default:
                changed.At = At();
                break;
        }

        batch.Update(changed);
        _rows[key] = changed;
        return $"update {Show(changed)}";
    }

    private static Item Copy(Item row) => new() { Id = row.Id, Room = row.Room, Rank = row.Rank, Title = row.Title, At = row.At };

    private static string Show(Item row) => $"{row.Id}:{row.Room ?? "null"},{row.Rank?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"},{row.Title},{row.At:mm}";

    private Item Random(int key) => new() { Id = key, Room = Room(), Rank = Rank(), Title = Title(), At = At() };

    private string? Room() => random.Next(4) is var room && room == 0 ? null : "abc"[room - 1].ToString();

    private int? Rank() => random.Next(5) is var rank && rank == 0 ? null : rank - 1;

    private string Title() => string.Concat(random.GetItems<char>("abc", random.Next(1, 3)));

    private DateTime At() => new(2026, 1, 1, 0, random.Next(4), 0, DateTimeKind.Utc);
}
