using System.Runtime.InteropServices;

namespace SyncHub.Server.Windows;

/// <summary>
/// The rows of one filter in one order, as far as its windows need them, and their exact total. A small result is held whole; of a large one
/// the first rows that a window shows and as many again, so that removals promote from what is held, and the source is asked only when that
/// runs dry. Holds no bodies, does no I/O, and is owned by the loop that applies the changes.
/// </summary>
internal sealed class OrderedView<TSort>
{
    private readonly RowOrder<TSort> _order;
    private readonly ViewOptions _options;
    private OrderedRows<TSort> _rows;
    private bool _isLoaded;
    private Window[] _windows = [];
    private int _reach;

    // Unless complete, what is known is every row up to here, and nothing beyond; null: nothing at all.
    private OrderedRow<TSort>? _bound;
    private ViewWait<TSort>? _wait;
    private int _lastTicket;
    private long _toldTotal;

    /// <param name="sorts">The order, without the key.</param>
    /// <param name="keys">The last tie-break; see <see cref="KeyOrder"/>.</param>
    /// <param name="options">How much to hold.</param>
    public OrderedView(IComparer<TSort> sorts, IComparer<SyncKey> keys, ViewOptions options)
    {
        _order = new RowOrder<TSort>(sorts, keys);
        _options = options;
        _rows = new OrderedRows<TSort>(_order);
    }

    /// <summary>How many rows match, held or not.</summary>
    public long Total { get; private set; }

    /// <summary>How many rows are held.</summary>
    public int Count => _rows.Count;

    /// <summary>Whether what is held is everything.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Where the view is not complete: every row up to here is held, and none beyond; null for nothing at all.</summary>
    public OrderedRow<TSort>? Bound => _bound;

    /// <summary>Whether the first read or a refill is out; until it comes, nothing leaves and no page can be read.</summary>
    public bool IsWaiting => _wait is not null || !_isLoaded;

    /// <summary>The request that is out, to be made again where the source failed; null for none.</summary>
    public RefillNeeded<TSort>? Request => _wait?.Request;

    public IReadOnlyList<Window> Windows => _windows;

    /// <summary>How many rows a first read should bring: all of a small result, or what the windows need of a large one.</summary>
    public int WantedRows => (int)Math.Min(Math.Max(_options.FullLimit, Allowance), int.MaxValue);

    private long Allowance => 2L * _reach;

    private bool IsDry => !IsComplete && _rows.Count < _reach;

    /// <summary>
    /// Adds a page; the same page twice is two windows, sharing is the caller's. Where the view need not wait for it, its rows can be read
    /// at once; else they leave as a snapshot.
    /// </summary>
    public Window Open(int skip, int? top, out ViewStep<TSort> step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfNegative(top ?? 0);
        var window = new Window(skip, top);
        _windows = [.. _windows, window];
        _reach = Math.Max(_reach, window.Reach);
        var wait = !IsWaiting && IsDry ? Wait(_rows.Clone(), new TouchedRows<TSort>()) : null;
        window.IsFresh = IsWaiting;
        step = ViewStep<TSort>.Nothing with { Refill = wait };
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
    public ViewStep<TSort> Load(IReadOnlyList<OrderedRow<TSort>> rows, bool isComplete, long total)
    {
        Forget();
        _isLoaded = true;
        Total = total;
        Know(rows, isComplete);
        var touched = new TouchedRows<TSort>();
        AddUnknown(rows, touched);
        Merge(touched);
        return Continue(new OrderedRows<TSort>(_order), new TouchedRows<TSort>());
    }

    /// <summary>Corrects the total, where it cannot be kept by counting alone.</summary>
    public ViewStep<TSort> Recount(long total)
    {
        Total = total;
        return IsWaiting ? ViewStep<TSort>.Nothing : Tell(null);
    }

    /// <summary>Takes in the changes of one commit or debounce window, in log order.</summary>
    public ViewStep<TSort> Apply(ReadOnlySpan<RowChange<TSort>> changes)
    {
        if (!_isLoaded)
        {
            throw new InvalidOperationException("The view has not been loaded: changes count from a read's position.");
        }

        foreach (var change in changes)
        {
            Total += (change.Is ? 1 : 0) - (change.Was ? 1 : 0);
        }

        var touched = TouchedRows<TSort>.Of(changes);
        var baseline = !IsWaiting && !IsComplete && _rows.Count - touched.Count < _reach ? _rows.Clone() : null;
        var oldCount = _rows.Count;
        var isShifted = Merge(touched);
        if (_wait is null)
        {
            return IsDry ? Continue(baseline!, touched) : Tell(isShifted ? ShiftFrom(oldCount, touched) : null);
        }

        _wait.Add(touched);
        return _wait.Touched.Count > _options.WaitingLimit ? StartOver() : ViewStep<TSort>.Nothing;
    }

    /// <summary>Takes in the rows it asked for; an answer to a request that is no longer out changes nothing.</summary>
    public ViewStep<TSort> Apply(Refill<TSort> refill)
    {
        if (_wait is null || _wait.Request.Ticket != refill.Ticket)
        {
            return ViewStep<TSort>.Nothing;
        }

        Know(refill.Rows, refill.IsComplete);
        var added = new TouchedRows<TSort>();
        foreach (var row in _wait.Touched.Rows)
        {
            if (row.Is && _rows.IndexOf(row.Key) < 0)
            {
                added.Fold(row.Key, matches: true, row.Sort, default);
            }
        }

        AddUnknown(refill.Rows, added);
        Merge(added);
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
    public IReadOnlyList<TSort> Rows(Window window)
    {
        if (IsWaiting)
        {
            throw new InvalidOperationException("The view waits for a refill: its pages are known when that has come.");
        }

        var (start, end) = window.Within(_rows.Count);
        var page = new TSort[end - start];
        for (var i = 0; i < page.Length; i++)
        {
            page[i] = _rows[start + i].Sort;
        }

        return page;
    }

    /// <summary>A row that is held, by its key.</summary>
    public TSort Find(SyncKey key) => _rows[_rows.IndexOf(key)].Sort;

    /// <summary>All that is held, in order.</summary>
    public IEnumerable<OrderedRow<TSort>> Held()
    {
        for (var rank = 0; rank < _rows.Count; rank++)
        {
            yield return _rows[rank];
        }
    }

    // Log order decides about a touched row, and what is held stands where the log last had it: neither is taken from a read.
    private void AddUnknown(IReadOnlyList<OrderedRow<TSort>> rows, TouchedRows<TSort> added)
    {
        foreach (var row in rows)
        {
            if (_wait?.Touched.Find(row.Key) is null && _rows.IndexOf(row.Key) < 0)
            {
                added.Fold(row.Key, matches: true, row.Sort, ChangedProperties.All);
            }
        }
    }

    private void Know(IReadOnlyList<OrderedRow<TSort>> rows, bool isComplete)
    {
        IsComplete = isComplete;
        if (rows.Count > 0 && (_bound is not { } bound || _order.Compare(rows[^1], bound) > 0))
        {
            _bound = rows[^1];
        }
    }

    private bool IsKnown(OrderedRow<TSort> row) => IsComplete || (_bound is { } bound && _order.Compare(row, bound) <= 0);

    /// <summary>Brings the held rows to what the touched ones say, and notes the ranks of those before and after. False where none was held or is.</summary>
    private bool Merge(TouchedRows<TSort> touched)
    {
        List<int> removed = [];
        List<TouchedRow<TSort>> held = [];
        var inPlace = true;
        foreach (var row in touched.Rows)
        {
            row.OldRank = _rows.IndexOf(row.Key);
            var isHeld = row.Is && IsKnown(row.Row);
            inPlace &= isHeld ? row.OldRank >= 0 && _order.CompareSorts(_rows[row.OldRank].Sort, row.Sort) == 0 : row.OldRank < 0;
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

    private void Insert(List<TouchedRow<TSort>> held)
    {
        if (held.Count > 1)
        {
            held.Sort((left, right) => _order.Compare(left.Row, right.Row));
        }

        var rows = new OrderedRow<TSort>[held.Count];
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
    private ViewStep<TSort> Continue(OrderedRows<TSort> baseline, TouchedRows<TSort> touched)
    {
        if (IsDry)
        {
            return ViewStep<TSort>.Nothing with { Refill = Wait(baseline, touched) };
        }

        _wait = null;
        foreach (var row in touched.Rows)
        {
            row.NewRank = _rows.IndexOf(row.Key);
        }

        return Tell(ShiftFrom(baseline.Count, touched));
    }

    private ViewShift ShiftFrom(int oldCount, TouchedRows<TSort> touched) => new(oldCount, _rows.Count, touched.Rows, KeyAt);

    private SyncKey KeyAt(int rank) => _rows[rank].Key;

    private RefillNeeded<TSort> Wait(OrderedRows<TSort> baseline, TouchedRows<TSort> touched)
    {
        var count = (int)Math.Min(Allowance - _rows.Count, int.MaxValue);
        var request = new RefillNeeded<TSort>(++_lastTicket, _bound, count);
        _wait = new ViewWait<TSort>(baseline, touched) { Request = request };
        return request;
    }

    private ViewStep<TSort> StartOver()
    {
        Forget();
        return Continue(new OrderedRows<TSort>(_order), new TouchedRows<TSort>());
    }

    private void Forget()
    {
        _rows = new OrderedRows<TSort>(_order);
        _bound = null;
        _wait = null;
        IsComplete = false;
        foreach (var window in _windows)
        {
            window.IsFresh = true;
        }
    }

    private ViewStep<TSort> Tell(ViewShift? shift)
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
        return ViewStep<TSort>.Nothing with { Changes = changes ?? [] };
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
