namespace SyncHub.Server.Windows;

/// <summary>The rows that changes touched, one entry a key, however many changes there were.</summary>
internal sealed class TouchedRows<TSort>
{
    private const int ScanLimit = 8;

    private readonly List<TouchedRow<TSort>> _rows = [];
    private Dictionary<SyncKey, TouchedRow<TSort>>? _byKey;

    public IReadOnlyList<TouchedRow<TSort>> Rows => _rows;

    public int Count => _rows.Count;

    public static TouchedRows<TSort> Of(ReadOnlySpan<RowChange<TSort>> changes)
    {
        var touched = new TouchedRows<TSort>();
        foreach (var change in changes)
        {
            touched.Fold(change.Key, change.Is, change.Sort, change.Changed);
        }

        return touched;
    }

    public TouchedRow<TSort>? Find(SyncKey key) => _byKey is null ? _rows.Find(row => row.Key == key) : _byKey.GetValueOrDefault(key);

    /// <summary>The last change of a key says where the row is; what changed in it adds up. True where the key is new here.</summary>
    public bool Fold(SyncKey key, bool matches, TSort sort, ChangedProperties changed)
    {
        if (_rows.Count > 0 && Find(key) is { } known)
        {
            known.Is = matches;
            known.Sort = sort;
            known.Changed = known.Changed.Union(changed);
            return false;
        }

        Add(new TouchedRow<TSort>(key) { Is = matches, Sort = sort, Changed = changed });
        return true;
    }

    public void Add(TouchedRow<TSort> row)
    {
        _rows.Add(row);
        if (_byKey is not null)
        {
            _byKey.Add(row.Key, row);
        }
        else if (_rows.Count > ScanLimit)
        {
            _byKey = _rows.ToDictionary(known => known.Key);
        }
    }
}
