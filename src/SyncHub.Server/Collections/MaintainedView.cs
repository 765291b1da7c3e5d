using System.Runtime.InteropServices;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>A list that changes keep exact: the source is read once at the beginning, and again only for rows that its pages have run out of.</summary>
internal sealed class MaintainedView<T> : LiveView<T>
    where T : class
{
    private readonly Func<Row<T>, bool> _matches;
    private OrderedView<Row<T>> _rows;

    private bool _isLoaded;
    private int _reads;

    // A refill must be from here or later: what was touched after it overrules it, what was touched before it does not.
    private long _refillFloor;
    private ViewDebt _debt;

    // Null until the total is in doubt for the first time: it never is where reads name their positions.
    private TotalRecount<T>? _recount;
    private CountedTotal? _counted;
    private bool _isUncounted;

    public MaintainedView(Query query, LiveViewServices<T> services)
        : base(query.ViewJson, query, services)
    {
        _matches = services.Queries.Matches(query);
        _rows = CreateRows();
    }

    public override bool IsWaiting => _rows.IsWaiting;

    public override long? UnshownSeq => _debt.FirstSeq;

    public override KnownRows<T>? Known =>
        new(_rows.Held(), _rows.IsComplete ? null : _rows.Bound);

    protected override bool IsShown => _isLoaded;

    // What is read ahead of the feed waits for it.
    public override bool IsWithin(CollectionGroup<T> group, SyncVersion version) => true;

    public override bool IsUnaligned => _rows.CountsRows;

    public override void Open(CollectionGroup<T> group, FeedPosition position)
    {
        Groups.Add(group);
        group.Window = _rows.Open(group.Query.Skip, group.Query.Top, out var step);
        if (!_isLoaded)
        {
            ReadFirst(position);
        }
        else if (step.Refill is { } refill)
        {
            Fetch(refill, position.Seq, position);
        }
    }

    public override void Close(CollectionGroup<T> group)
    {
        base.Close(group);
        _rows.Close(group.Window!);
    }

    public override int Hold(LogEntry entry, in RowChange<Row<T>> change)
    {
        if (!_isLoaded)
        {
            // The first read is followed by all that came since.
            return 0;
        }

        Batch ??= new ViewBatch<T>(entry.Seq);
        Batch.Add(entry, change);
        return Batch.Changes.Count;
    }

    public override int HoldInDoubt(LogEntry entry, in RowChange<Row<T>> change)
    {
        if (!_isLoaded)
        {
            return 0;
        }

        var isHeld = _rows.Holds(entry.Change.Key);
        if (!_rows.IsComplete && !(isHeld && !IsUnaligned))
        {
            // Rows are put right by key; whether one beyond those that are held was counted cannot be told.
            DoubtTotal(entry.Seq);
        }

        return isHeld || change.Was || change.Is || Batch is not null || _rows.IsWaiting ? Hold(entry, change) : 0;
    }

    public override RowChange<Row<T>> Judge(LogEntry entry, Row<T>? before, Row<T>? after)
    {
        var was = entry.Effect == EntryEffect.BeforeUnknown ? _rows.Holds(entry.Change.Key) : before is not null && _matches(before);
        return new RowChange<Row<T>>(entry.Change.Key, was, after is not null && _matches(after), (after ?? before)!, ChangedProperties.All);
    }

    public override async ValueTask FlushAsync(FeedPosition position, long? commit)
    {
        if (Batch is not { } batch)
        {
            return;
        }

        Batch = null;
        _debt.Add(batch.FirstSeq, batch.Last!, batch.MutationIds, commit);
        var floor = _rows.IsWaiting ? position.Seq : batch.FirstSeq - 1;
        var step = _rows.Apply(CollectionsMarshal.AsSpan(batch.Changes));
        await TellAsync(step, floor, position).ConfigureAwait(false);
    }

    protected override void Wanted(FeedPosition position)
    {
        if (_isUncounted)
        {
            DoubtTotal(position.Seq);
        }
    }

    protected override void Clear(FeedPosition position)
    {
        base.Clear(position);
        _isLoaded = false;
        _reads = 0;
        _debt = default;
        (_recount, _counted, _isUncounted) = (null, null, false);
        _rows = CreateRows();
        foreach (var group in Groups)
        {
            group.Window = _rows.Open(group.Query.Skip, group.Query.Top, out _);
        }
    }

    protected override void Read(FeedPosition position) => ReadFirst(position);

    protected override CollectionPage<T> PageOf(CollectionGroup<T> group) => new(_rows.Find, () => _rows.Rows(group.Window!), group.Scope.View);

    protected override long TotalOf(CollectionGroup<T> group) => _rows.Total;

    private OrderedView<Row<T>> CreateRows() => new(Services.Queries.Sorts(Query), KeyOrder.Wire, new ViewOptions { FullLimit = Services.Limits.FullResult });

    private void ReadFirst(FeedPosition position)
    {
        if (!IsReading)
        {
            Read(new RowRange<T> { Query = Query, Take = Math.Min(_rows.WantedRows, Services.Limits.Matches + 1), CountTotal = true }, LoadAsync, position.Head);
        }
    }

    private void Fetch(RefillNeeded<Row<T>> refill, long floor, FeedPosition position)
    {
        _refillFloor = floor;
        var range = new RowRange<T> { Query = Query, After = refill.After, Take = Math.Min(refill.Count, Services.Limits.Matches + 1) };
        Read(range, (read, now) => RefillAsync(refill.Ticket, read, now), position.Head);
    }

    /// <summary>Reads until what comes back is of the log that the feed follows, and as new as it must be; it is used when the feed has come as far.</summary>
    private void Read(RowRange<T> range, Func<RowsRead<T>, FeedPosition, ValueTask> use, LogHead noted)
    {
        IsReading = true;
        _reads++;
        Services.Reads.Start([range], StillMine<ReadOutcome<T>>(OnReadAsync));

        async ValueTask OnReadAsync(ReadOutcome<T> outcome, FeedPosition position)
        {
            IsReading = false;
            if (outcome.Rows is null)
            {
                _reads = 0;
                await FailAsync(outcome.Error!, now => Read(range, use, now.Head)).ConfigureAwait(false);
                return;
            }

            var read = outcome.Rows[0];
            var oldest = _isLoaded ? _refillFloor : Services.History.HeldFloor;
            if (read.Position is null)
            {
                // It began after the feed stood here: it has all that the log had then, and may have more.
                read = read with { Position = noted };
                oldest = Math.Max(oldest, Services.History.HeldFloor);
                _rows.CountsRows = true;
                ReadSeq = position.Seq;
                Services.Doubtful.Add(this, Services.Horizon.Of(outcome.Ended));
            }

            if (read.Position is { } at && at.Epoch == position.Head.Epoch && at.Seq >= oldest)
            {
                IsReading = at.Seq > position.Seq;
                var useAsync = StillMine<RowsRead<T>>(UseAsync);
                await Services.DeferAsync(at.Seq, position, then => useAsync(read, then)).ConfigureAwait(false);
            }
            else if (_reads < LiveQueryLimits.MaxReads)
            {
                ReadLater(LiveQueryLimits.RepeatAfter(_reads), now => Read(range, use, now.Head));
            }
            else
            {
                _reads = 0;
                await FailAsync(SyncErrors.SourceUnavailable(Services.Model.Name), now => Read(range, use, now.Head)).ConfigureAwait(false);
            }
        }

        async ValueTask UseAsync(RowsRead<T> read, FeedPosition position)
        {
            IsReading = false;
            _reads = 0;
            try
            {
                await use(read, position).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                await SpoilAsync(exception, position).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask LoadAsync(RowsRead<T> read, FeedPosition position)
    {
        var at = read.Position!.Value.Seq;
        if (at < Services.History.HeldFloor)
        {
            ReadFirst(position);
            return;
        }

        Recover();
        var total = read.Total ?? read.Rows.Count;
        await EndUnboundedAsync(total).ConfigureAwait(false);
        if (IsClosed)
        {
            return;
        }

        _isLoaded = true;
        _rows.Load(read.Rows, read.IsComplete, total);
        var since = Services.History.Since(at, int.MaxValue)!;
        var isExact = !IsUnaligned && !since.Any(entry => entry.IsWhole);
        var missed = since.Select(Judge).Where(change => change.Was || change.Is || !isExact).ToArray();
        if (missed.Length > 0)
        {
            _rows.Apply(missed);
            await EndUnboundedAsync(_rows.Total).ConfigureAwait(false);
            if (IsClosed)
            {
                return;
            }
        }

        // Nobody has been shown anything: who waits is answered, and who was there before is refreshed.
        foreach (var group in Groups)
        {
            group.StartAt(position.Seq);
        }

        if (_rows.Request is { } refill)
        {
            Fetch(refill, position.Seq, position);
        }

        if (!_rows.IsComplete && since.Any(IsInDoubt))
        {
            DoubtTotal(position.Seq);
        }

        await AnswerJoinsAsync(position).ConfigureAwait(false);
    }

    private async ValueTask RefillAsync(int ticket, RowsRead<T> read, FeedPosition position)
    {
        var at = read.Position!.Value.Seq;
        if (IsUnaligned && at < Services.History.HeldFloor)
        {
            Fetch(_rows.Request!, _refillFloor, position);
            return;
        }

        if (Batch is not null)
        {
            // The read may have had it: what is told now, and counted, is as of the position.
            await Services.FlushAsync(this, position).ConfigureAwait(false);
            if (!_isLoaded)
            {
                // That failed, and all is read again.
                return;
            }
        }

        if (IsUnaligned)
        {
            // The log has gone on about some of these, and what was read may be none of what it ever had: it overrules them.
            var newer = read.Rows.Where(row => Services.History.HasAfter(row.Key, at)).Select(row => Judge(Services.History.Newest(row.Key)!));
            var overruled = _rows.Apply([.. newer.Select(change => change with { Was = change.Is })]);
            if (overruled.Refill is not null)
            {
                await TellAsync(overruled, _refillFloor, position).ConfigureAwait(false);
                return;
            }
        }

        var step = _rows.Apply(new Refill<Row<T>>(ticket, read.Rows, read.IsComplete || read.Rows.Count == 0));
        await TellAsync(step, _refillFloor, position).ConfigureAwait(false);
        await AnswerJoinsAsync(position).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(ViewStep<Row<T>> step, long floor, FeedPosition position)
    {
        if (step.Refill is { } refill)
        {
            Fetch(refill, floor, position);
        }

        if (_rows.IsWaiting)
        {
            if (_debt.FirstSeq is not null)
            {
                Services.Unshown.Add(this);
            }

            return;
        }

        Services.Unshown.Remove(this);
        var isCorrected = Correct(position);
        var debt = _debt;
        _debt = default;
        var hadFailed = Recover();
        var facts = new PushFacts(_rows.Total, debt.Version(position), debt.MutationIds, debt.Commit);
        await EndUnboundedAsync(_rows.Total).ConfigureAwait(false);
        if (hadFailed)
        {
            foreach (var group in Groups)
            {
                await Services.Pushes.RefreshAsync(group, PageOf(group), facts).ConfigureAwait(false);
            }

            return;
        }

        foreach (var change in step.Changes)
        {
            if (Groups.Find(group => group.Window == change.Window) is { } group)
            {
                // Rows that were read beside the log bring no seq of their own: see TellTotalsAsync.
                await Services.Pushes.PushAsync(group, debt.FirstSeq is null ? null : change.Edits, PageOf(group), facts).ConfigureAwait(false);
            }
        }

        if (isCorrected)
        {
            await TellTotalsAsync(position).ConfigureAwait(false);
        }
    }

    /// <summary>The total may be wrong as of a position: it is counted again, as long as somebody looks at it.</summary>
    private void DoubtTotal(long seq)
    {
        _isUncounted = !Groups.Exists(group => group.Query.Total && group.IsWanted);
        if (!_isUncounted)
        {
            _recount ??= CreateRecount();
            _recount.Ask(seq);
        }
    }

    private TotalRecount<T> CreateRecount()
    {
        TotalRecount<T>? recount = null;
        recount = new TotalRecount<T>(Query, Services.Reads, () => !IsClosed && _recount == recount, CountedAsync);
        return recount;
    }

    private async ValueTask CountedAsync(CountedTotal counted, FeedPosition position)
    {
        if (counted.Position is null)
        {
            Services.Doubtful.Add(this, Services.Horizon.Of(counted.Ended));
        }

        var useAsync = StillMine<CountedTotal>(UseAsync);
        await Services.DeferAsync(counted.Seq, position, now => useAsync(counted, now)).ConfigureAwait(false);

        async ValueTask UseAsync(CountedTotal total, FeedPosition now)
        {
            _counted = total;
            try
            {
                if (Batch is null && !_rows.IsWaiting && Correct(now))
                {
                    await TellTotalsAsync(now).ConfigureAwait(false);
                }
            }
            catch (Exception exception)
            {
                await SpoilAsync(exception, now).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes in what was counted, and what the log has since. Only while nothing is held back and no rows are waited for.</summary>
    private bool Correct(FeedPosition position)
    {
        if (_counted is not { } counted)
        {
            return false;
        }

        _counted = null;
        if (_rows.IsComplete && IsUnaligned)
        {
            return false;
        }

        if ((counted.Position is { } at && at.Epoch != position.Head.Epoch) || counted.Seq < Services.History.HeldFloor)
        {
            DoubtTotal(position.Seq);
            return false;
        }

        var since = Services.History.Since(counted.Seq, int.MaxValue)!;
        var changes = since.Select(Judge).Sum(change => (change.Is ? 1 : 0) - (change.Was ? 1 : 0));
        _rows.Recount(counted.Total + changes);
        if (since.Any(IsInDoubt))
        {
            DoubtTotal(position.Seq);
        }

        return true;
    }

    private bool IsInDoubt(LogEntry entry) => MayHaveRead(entry) || entry.IsWhole;

    /// <summary>Tells those a corrected total whom no change has told it: without a seq of its own above what they have, they take only the whole page.</summary>
    private async ValueTask TellTotalsAsync(FeedPosition position)
    {
        var facts = new PushFacts(_rows.Total, position.Version, MutationIds: null, Commit: null);
        foreach (var group in Groups.FindAll(group => group.Query.Total && group.ToldTotal != _rows.Total))
        {
            await Services.Pushes.PushAsync(group, edits: null, PageOf(group), facts).ConfigureAwait(false);
        }
    }

    private async ValueTask EndUnboundedAsync(long total)
    {
        if (total <= Services.Limits.Matches)
        {
            return;
        }

        foreach (var group in Groups.FindAll(group => group.Query.Top is null))
        {
            await Services.EndAsync(group, SyncErrors.TooManyMatches(Services.Model.Name, total, Services.Limits.Matches)).ConfigureAwait(false);
        }
    }

    private RowChange<Row<T>> Judge(LogEntry entry) => Judge(entry, Services.Queries.Before(entry.Change), Services.Queries.After(entry.Change));
}
