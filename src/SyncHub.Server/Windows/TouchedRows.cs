namespace SyncHub.Server.Windows;

/// <summary>The rows that changes touched, one entry a key, however many changes there were.</summary>
internal sealed class TouchedRows<TRow>
    where TRow : class, IKeyed
{
    private const int ScanLimit = 8;

    private readonly List<TouchedRow<TRow>> _rows = [];
    private Dictionary<SyncKey, TouchedRow<TRow>>? _byKey;

    public IReadOnlyList<TouchedRow<TRow>> Rows => _rows;

    public int Count => _rows.Count;

    public static TouchedRows<TRow> Of(ReadOnlySpan<RowChange<TRow>> changes)
    {
        var touched = new TouchedRows<TRow>();
        foreach (var change in changes)
        {
            touched.Fold(change.Key, change.Is, change.Row, change.Changed);
        }

        return touched;
    }

    public TouchedRow<TRow>? Find(SyncKey key) => _byKey is null ? _rows.Find(row => row.Key == key) : _byKey.GetValueOrDefault(key);

    /// <summary>The last change of a key says where the row is; what changed in it adds up. True where the key is new here.</summary>
    public bool Fold(SyncKey key, bool matches, TRow row, ChangedProperties changed)
    {
        if (_rows.Count > 0 && Find(key) is { } known)
        {
            known.Is = matches;
            known.Row = row;
            known.Changed = known.Changed.Union(changed);
            return false;
        }

        Add(new TouchedRow<TRow>(key) { Is = matches, Row = row, Changed = changed });
        return true;
    }

    public void Add(TouchedRow<TRow> row)
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
