using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SyncHub.Client.Collections;
using SyncHub.Queries;

namespace SyncHub.Client.Mutations;

/// <summary>
/// Lays writes over a page: changed rows stand where the query's filter and order would have them, added ones come in, removed ones go. It
/// shows what can be known here and guesses nothing else: a row that would come in from beyond the page's ends does not.
/// </summary>
internal sealed class CollectionFold(CollectionContent page, Query query, IRowJudge judge)
{
    private readonly List<CollectionRow> _rows = [.. page.Rows];
    private long _total = page.Total ?? 0;

    /// <summary>The keys of rows that are other than the server's because of a write, or that would be but for the page's ends.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    public long? Total => page.Total is null ? null : Math.Max(_total, Shown.Count);

    // Of a full page of a longer list, nobody knows here what follows on its last row; of one that does not begin at the list's head, what precedes its first.
    private bool IsOpenEnd => page.Total is { } total ? query.Skip + (long)page.Rows.Length < total : page.Rows.Length >= query.Top;

    private bool IsOpenStart => query.Skip > 0;

    public ImmutableArray<CollectionRow> Rows => Shown.Count == page.Rows.Length && Shown.SequenceEqual(page.Rows, ReferenceEqualityComparer.Instance) ? page.Rows : [.. Shown];

    // Cut off only in the end: what one write pushes off the page, another one may bring back.
    private List<CollectionRow> Shown => query.Top is { } top && _rows.Count > top ? _rows[..top] : _rows;

    /// <summary>Whether the page says that a row is not in the list, or not as it was known: it would stand among the page's own. To be asked before writes are taken.</summary>
    public bool Denies(CollectionRow row) =>
        judge.Matches(row) == true && PlaceOf(row) is { } place && !IsBeyond(place);

    /// <summary>Lays the writes to one row over the page.</summary>
    /// <param name="key">The row's key.</param>
    /// <param name="before">The row as it is without them; null where it does not exist, or nobody here knows it.</param>
    /// <param name="after">The row as it is with them; null where it is gone, or nobody here knows it.</param>
    public void Take(string key, CollectionRow? before, CollectionRow? after)
    {
        var held = _rows.FindIndex(row => row.Key == key);
        if (held >= 0)
        {
            TakeHeld(held, after);
        }
        else
        {
            TakeOther(key, before, after);
        }
    }

    private void TakeHeld(int index, CollectionRow? after)
    {
        if (ReferenceEquals(_rows[index], after))
        {
            return;
        }

        Touched.Add(_rows[index].Key);
        _rows.RemoveAt(index);
        if (after is null || judge.Matches(after) == false)
        {
            _total--;
        }
        else
        {
            _rows.Insert(IsInPlace(index, after) ? index : PlaceOf(after) ?? index, after);
        }
    }

    private void TakeOther(string key, CollectionRow? before, CollectionRow? after)
    {
        // A row that is in the list, and not on the page, can only be beyond one of its open ends.
        var was = (IsOpenEnd || IsOpenStart) && before is not null && judge.Matches(before) == true;
        var isNow = after is not null && judge.Matches(after) == true;
        if (!was && !isNow)
        {
            return;
        }

        Touched.Add(key);
        _total += (isNow ? 1 : 0) - (was ? 1 : 0);
        if (isNow && PlaceOf(after!) is { } place && !IsBeyond(place))
        {
            _rows.Insert(place, after!);
        }
    }

    private bool IsBeyond(int place) => (place == 0 && IsOpenStart) || (place == _rows.Count && IsOpenEnd);

    private bool IsInPlace(int index, CollectionRow row) =>
        (index == 0 || Compare(_rows[index - 1], row) is < 0) && (index == _rows.Count || Compare(row, _rows[index]) is < 0);

    /// <summary>Where a row belongs among the others; null where that cannot be told here.</summary>
    private int? PlaceOf(CollectionRow row)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(_rows[middle], row) is not { } order)
            {
                return null;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int? Compare(CollectionRow left, CollectionRow right) =>
        judge.Compare(left, right) is not { } order ? null : order != 0 ? order : CompareKeys(left, right);

    // The key is every order's last tie-break, and only the server knows its type: its form in the body gives it away.
    private int CompareKeys(CollectionRow left, CollectionRow right) =>
        IsNumber(left) && decimal.TryParse(left.Key, CultureInfo.InvariantCulture, out var one) && decimal.TryParse(right.Key, CultureInfo.InvariantCulture, out var other)
            ? one.CompareTo(other)
            : CodePointComparer.Compare(left.Key, right.Key);

    private bool IsNumber(CollectionRow row)
    {
        using var body = JsonDocument.Parse(row.Body.Utf8);
        return body.RootElement.TryGetProperty(page.KeyName, out var key) && key.ValueKind == JsonValueKind.Number;
    }
}
