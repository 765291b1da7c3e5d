namespace SyncHub.Server.Windows;

/// <summary>
/// Rows in order, in arrays: rank by binary search, key to rank by a vectorised scan over hashes. The scan is linear, but it reads four
/// bytes a row and calls no comparer; a dictionary would cost more memory than the rows themselves.
/// </summary>
internal sealed class OrderedRows<TRow>(RowOrder<TRow> order)
    where TRow : class, IKeyed
{
    private TRow[] _rows = [];
    private int[] _hashes = [];

    public int Count { get; private set; }

    public TRow this[int rank] => _rows[rank];

    /// <summary>The rank of the row with this key; -1 where there is none.</summary>
    public int IndexOf(SyncKey key)
    {
        var hash = key.GetHashCode();
        var from = 0;
        while (true)
        {
            var next = _hashes.AsSpan(from, Count - from).IndexOf(hash);
            if (next < 0)
            {
                return -1;
            }

            from += next;
            if (_rows[from].Key == key)
            {
                return from;
            }

            from++;
        }
    }

    /// <summary>How many rows come before this one.</summary>
    public int RankOf(TRow row)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (order.Compare(_rows[middle], row) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Puts another row of the same place at a rank.</summary>
    public void Set(int rank, TRow row) => _rows[rank] = row;

    /// <summary>Removes the rows of these ranks, given ascending.</summary>
    public void RemoveAll(ReadOnlySpan<int> ranks)
    {
        if (ranks.IsEmpty)
        {
            return;
        }

        var to = ranks[0];
        for (var i = 0; i < ranks.Length; i++)
        {
            var from = ranks[i] + 1;
            var length = (i + 1 < ranks.Length ? ranks[i + 1] : Count) - from;
            Move(from, to, length);
            to += length;
        }

        Truncate(to);
    }

    /// <summary>
    /// Inserts rows, given in order, and writes the rank that each of them then has.
    /// </summary>
    public void InsertAll(ReadOnlySpan<TRow> rows, Span<int> ranks)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            ranks[i] = RankOf(rows[i]) + i;
        }

        Reserve(Count + rows.Length);
        var end = Count;
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            var at = ranks[i] - i;
            Move(at, at + i + 1, end - at);
            _rows[ranks[i]] = rows[i];
            _hashes[ranks[i]] = rows[i].Key.GetHashCode();
            end = at;
        }

        Count += rows.Length;
    }

    /// <summary>Drops all rows from this rank on; gives memory back where most of it would lie idle.</summary>
    public void Truncate(int count)
    {
        _rows.AsSpan(count, Count - count).Clear();
        Count = count;
        if (_rows.Length > 32 && count < _rows.Length / 2)
        {
            Resize(count + (count / 8));
        }
    }

    public OrderedRows<TRow> Clone() => new(order) { _rows = _rows[..Count], _hashes = _hashes[..Count], Count = Count };

    private void Move(int from, int to, int length)
    {
        Array.Copy(_rows, from, _rows, to, length);
        Array.Copy(_hashes, from, _hashes, to, length);
    }

    // An eighth of slack: a hundred thousand of these are held, and they grow by ones.
    private void Reserve(int count)
    {
        if (count > _rows.Length)
        {
            Resize(_rows.Length == 0 ? count : Math.Max(count, _rows.Length + (_rows.Length / 8) + 4));
        }
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _rows, capacity);
        Array.Resize(ref _hashes, capacity);
    }
}
