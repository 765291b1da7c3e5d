using System.Runtime.InteropServices;

namespace SyncHub.Server.Windows;

/// <summary>
/// The rows of one filter in one order, as far as its windows need them, and their exact total. A small result is held whole; of a large one
/// the first rows that a window shows and as many again, so that removals promote from what is held, and the source is asked only when that
/// runs dry. Holds no bodies, does no I/O, and is owned by the loop that applies the changes.
/// </summary>
internal sealed class OrderedView<TRow>
    where TRow : class, IKeyed
{
    private readonly RowOrder<TRow> _order;
    private readonly ViewOptions _options;
    private OrderedRows<TRow> _rows;
    private bool _isLoaded;
    private Window[] _windows = [];
    private int _reach;

    // Unless complete, what is known is every row up to here, and nothing beyond; null: nothing at all.
    private TRow? _bound;
    private ViewWait<TRow>? _wait;
    private int _lastTicket;
    private long _toldTotal;

    /// <param name="sorts">The order, without the key.</param>
    /// <param name="keys">The last tie-break; see <see cref="KeyOrder"/>.</param>
    /// <param name="options">How much to hold.</param>
    public OrderedView(IComparer<TRow> sorts, IComparer<SyncKey> keys, ViewOptions options)
    {
        _order = new RowOrder<TRow>(sorts, keys);
        _options = options;
        _rows = new OrderedRows<TRow>(_order);
    }

    /// <summary>How many rows match, held or not.</summary>
    public long Total { get; private set; }

    /// <summary>
    /// Whether the total is the number of the rows, as long as all are held. For reads that may hold more than the log had: changes that the log brings later
    /// do not count twice. Default false: the total is that of the first read, and counted from there.
    /// </summary>
    public bool CountsRows { get; set; }

    /// <summary>How many rows are held.</summary>
    public int Count => _rows.Count;

    /// <summary>Whether what is held is everything.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Where the view is not complete: every row up to here is held, and none beyond; null for nothing at all.</summary>
    public TRow? Bound => _bound;

    /// <summary>Whether the first read or a refill is out; until it comes, nothing leaves and no page can be read.</summary>
    public bool IsWaiting => _wait is not null || !_isLoaded;

    /// <summary>The request that is out, to be made again where the source failed; null for none.</summary>
    public RefillNeeded<TRow>? Request => _wait?.Request;

    public IReadOnlyList<Window> Windows => _windows;

    /// <summary>How many rows a first read should bring: all of a small result, or what the windows need of a large one.</summary>
    public int WantedRows => (int)Math.Min(Math.Max(_options.FullLimit, Allowance), int.MaxValue);

    private long Allowance => 2L * _reach;

    private bool IsDry => !IsComplete && _rows.Count < _reach;

    /// <summary>
    /// Adds a page; the same page twice is two windows, sharing is the caller's. Where the view need not wait for it, its rows can be read
    /// at once; else they leave as a snapshot.
    /// </summary>
    public Window Open(int skip, int? top, out ViewStep<TRow> step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfNegative(top ?? 0);
        var window = new Window(skip, top);
        _windows = [.. _windows, window];
        _reach = Math.Max(_reach, window.Reach);
        var wait = !IsWaiting && IsDry ? Wait(_rows.Clone(), new TouchedRows<TRow>()) : null;
        window.IsFresh = IsWaiting;
        step = ViewStep<TRow>.Nothing with { Refill = wait };
        return window;
    }

    /// <summary>Takes a page away; what only it needed goes with the next change.</summary>
    public void Close(Window window)
    {
        _windows = [.. _windows.Where(other => other != window)];
        _reach = _windows.Length == 0 ? 0 : _windows.Max(other => other.Reach);
    }

    /// <summary>
    /// Begins, or begins anew, with what was read; every window that was open owes a snapshot. The total is the one at the read's position:
    /// changes after it are applied, those up to it are not.
    /// </summary>
    public ViewStep<TRow> Load(IReadOnlyList<TRow> rows, bool isComplete, long total)
    {
        Forget();
        _isLoaded = true;
        Total = total;
        Know(rows, isComplete);
        var touched = new TouchedRows<TRow>();
        AddUnknown(rows, touched);
        Merge(touched);
        CountRows();
        return Continue(new OrderedRows<TRow>(_order), new TouchedRows<TRow>());
    }

    /// <summary>Corrects the total, where it cannot be kept by counting alone.</summary>
    public ViewStep<TRow> Recount(long total)
    {
        Total = total;
        return IsWaiting ? ViewStep<TRow>.Nothing : Tell(null);
    }

    /// <summary>Takes in the changes of one commit or debounce window, in log order.</summary>
    public ViewStep<TRow> Apply(ReadOnlySpan<RowChange<TRow>> changes)
    {
        if (!_isLoaded)
        {
            throw new InvalidOperationException("The view has not been loaded: changes count from a read's position.");
        }

        foreach (var change in changes)
        {
            Total += (change.Is ? 1 : 0) - (change.Was ? 1 : 0);
        }

        var touched = TouchedRows<TRow>.Of(changes);
        var baseline = !IsWaiting && !IsComplete && _rows.Count - touched.Count < _reach ? _rows.Clone() : null;
        var oldCount = _rows.Count;
        var isShifted = Merge(touched);
        CountRows();
        if (_wait is null)
        {
            return IsDry ? Continue(baseline!, touched) : Tell(isShifted ? ShiftFrom(oldCount, touched) : null);
        }

        _wait.Add(touched);
        return _wait.Touched.Count > _options.WaitingLimit ? StartOver() : ViewStep<TRow>.Nothing;
    }

    /// <summary>Takes in the rows it asked for; an answer to a request that is no longer out changes nothing.</summary>
    public ViewStep<TRow> Apply(Refill<TRow> refill)
    {
        if (_wait is null || _wait.Request.Ticket != refill.Ticket)
        {
            return ViewStep<TRow>.Nothing;
        }

        Know(refill.Rows, refill.IsComplete);
        var added = new TouchedRows<TRow>();
        foreach (var row in _wait.Touched.Rows)
        {
            if (row.Is && _rows.IndexOf(row.Key) < 0)
            {
                added.Fold(row.Key, matches: true, row.Row, default);
            }
        }

        AddUnknown(refill.Rows, added);
        Merge(added);
        CountRows();
        _wait.Add(added);
        return Continue(_wait.Baseline, _wait.Touched);
    }

    /// <summary>The keys of a page, in order. Not to be asked while the view waits.</summary>
    public IReadOnlyList<SyncKey> Page(Window window)
    {
        if (IsWaiting)
        {
            throw new InvalidOperationException("The view waits for a refill: its pages are known when that has come.");
        }

        var (start, end) = window.Within(_rows.Count);
        var page = new SyncKey[end - start];
        for (var i = 0; i < page.Length; i++)
        {
            page[i] = _rows[start + i].Key;
        }

        return page;
    }

    /// <summary>The rows of a page, in order. Not to be asked while the view waits.</summary>
    public IReadOnlyList<TRow> Rows(Window window)
    {
        if (IsWaiting)
        {
            throw new InvalidOperationException("The view waits for a refill: its pages are known when that has come.");
        }

        var (start, end) = window.Within(_rows.Count);
        var page = new TRow[end - start];
        for (var i = 0; i < page.Length; i++)
        {
            page[i] = _rows[start + i];
        }

        return page;
    }

    /// <summary>Whether a row is held.</summary>
    public bool Holds(SyncKey key) => _rows.IndexOf(key) >= 0;

    /// <summary>A row that is held, by its key.</summary>
    public TRow Find(SyncKey key) => _rows[_rows.IndexOf(key)];

    /// <summary>All that is held, in order.</summary>
    public IEnumerable<TRow> Held()
    {
        for (var rank = 0; rank < _rows.Count; rank++)
        {
            yield return _rows[rank];
        }
    }

    // Log order decides about a touched row, and what is held stands where the log last had it: neither is taken from a read.
    private void AddUnknown(IReadOnlyList<TRow> rows, TouchedRows<TRow> added)
    {
        foreach (var row in rows)
        {
            if (_wait?.Touched.Find(row.Key) is null && _rows.IndexOf(row.Key) < 0)
            {
                added.Fold(row.Key, matches: true, row, ChangedProperties.All);
            }
        }
    }

    private void Know(IReadOnlyList<TRow> rows, bool isComplete)
    {
        IsComplete = isComplete;
        if (rows.Count > 0 && (_bound is not { } bound || _order.Compare(rows[^1], bound) > 0))
        {
            _bound = rows[^1];
        }
    }

    private void CountRows()
    {
        if (CountsRows && IsComplete)
        {
            Total = _rows.Count;
        }
    }

    private bool IsKnown(TRow row) => IsComplete || (_bound is { } bound && _order.Compare(row, bound) <= 0);

    /// <summary>Brings the held rows to what the touched ones say, and notes the ranks of those before and after. False where none was held or is.</summary>
    private bool Merge(TouchedRows<TRow> touched)
    {
        List<int> removed = [];
        List<TouchedRow<TRow>> held = [];
        var inPlace = true;
        foreach (var row in touched.Rows)
        {
            row.OldRank = _rows.IndexOf(row.Key);
            var isHeld = row.Is && IsKnown(row.Row);
            inPlace &= isHeld ? row.OldRank >= 0 && _order.CompareSorts(_rows[row.OldRank], row.Row) == 0 : row.OldRank < 0;
            if (row.OldRank >= 0)
            {
                removed.Add(row.OldRank);
            }

            if (isHeld)
            {
                held.Add(row);
            }
        }

        if (inPlace)
        {
            foreach (var row in held)
            {
                _rows.Set(row.NewRank = row.OldRank, row.Row);
            }

            return held.Count > 0;
        }

        removed.Sort();
        _rows.RemoveAll(CollectionsMarshal.AsSpan(removed));
        Insert(held);
        return true;
    }

    private void Insert(List<TouchedRow<TRow>> held)
    {
        if (held.Count > 1)
        {
            held.Sort((left, right) => _order.Compare(left.Row, right.Row));
        }

        var rows = new TRow[held.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = held[i].Row;
        }

        var ranks = new int[held.Count];
        _rows.InsertAll(rows, ranks);
        for (var i = 0; i < ranks.Length; i++)
        {
            held[i].NewRank = ranks[i];
        }
    }

    /// <summary>Asks for more where the windows need it, else lets all that gathered since the baseline leave.</summary>
    private ViewStep<TRow> Continue(OrderedRows<TRow> baseline, TouchedRows<TRow> touched)
    {
        if (IsDry)
        {
            return ViewStep<TRow>.Nothing with { Refill = Wait(baseline, touched) };
        }

        _wait = null;
        foreach (var row in touched.Rows)
        {
            row.NewRank = _rows.IndexOf(row.Key);
        }

        return Tell(ShiftFrom(baseline.Count, touched));
    }

    private ViewShift ShiftFrom(int oldCount, TouchedRows<TRow> touched) => new(oldCount, _rows.Count, touched.Rows, KeyAt);

    private SyncKey KeyAt(int rank) => _rows[rank].Key;

    private RefillNeeded<TRow> Wait(OrderedRows<TRow> baseline, TouchedRows<TRow> touched)
    {
        var count = (int)Math.Min(Allowance - _rows.Count, int.MaxValue);
        var request = new RefillNeeded<TRow>(++_lastTicket, _bound, count);
        _wait = new ViewWait<TRow>(baseline, touched) { Request = request };
        return request;
    }

    private ViewStep<TRow> StartOver()
    {
        Forget();
        return Continue(new OrderedRows<TRow>(_order), new TouchedRows<TRow>());
    }

    private void Forget()
    {
        _rows = new OrderedRows<TRow>(_order);
        _bound = null;
        _wait = null;
        IsComplete = false;
        foreach (var window in _windows)
        {
            window.IsFresh = true;
        }
    }

    private ViewStep<TRow> Tell(ViewShift? shift)
    {
        var isNewTotal = Total != _toldTotal;
        _toldTotal = Total;
        List<WindowChange>? changes = null;
        foreach (var window in _windows)
        {
            var edits = window.IsFresh ? null : shift is null ? [] : EditScript.Between(window, shift);
            if (isNewTotal || edits is not { Count: 0 })
            {
                (changes ??= []).Add(new WindowChange(window, edits));
            }

            window.IsFresh = false;
        }

        Trim();
        return ViewStep<TRow>.Nothing with { Changes = changes ?? [] };
    }

    // A result that has outgrown the limit falls to the windows' allowance at once, so that the next ones do not trim it row by row.
    private void Trim()
    {
        var limit = IsComplete ? Math.Max(_options.FullLimit, Allowance) : Allowance;
        if (_rows.Count > limit)
        {
            _rows.Truncate((int)Allowance);
            IsComplete = false;
            _bound = _rows.Count == 0 ? null : _rows[_rows.Count - 1];
        }
    }
}
