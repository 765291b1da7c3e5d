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

    public override void Open(CollectionGroup<T> group, FeedPosition position)
    {
        Groups.Add(group);
        group.Window = _rows.Open(group.Query.Skip, group.Query.Top, out var step);
        if (!_isLoaded)
        {
            ReadFirst();
        }
        else if (step.Refill is { } refill)
        {
            Fetch(refill, position.Seq);
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

    protected override void Clear(FeedPosition position)
    {
        base.Clear(position);
        _isLoaded = false;
        _reads = 0;
        _debt = default;
        _rows = CreateRows();
        foreach (var group in Groups)
        {
            group.Window = _rows.Open(group.Query.Skip, group.Query.Top, out _);
        }
    }

    protected override void Read(FeedPosition position) => ReadFirst();

    protected override CollectionPage<T> PageOf(CollectionGroup<T> group) => new(_rows.Find, () => _rows.Rows(group.Window!), group.Scope.View);

    protected override long TotalOf(CollectionGroup<T> group) => _rows.Total;

    private OrderedView<Row<T>> CreateRows() => new(Services.Queries.Sorts(Query), KeyOrder.Wire, new ViewOptions { FullLimit = Services.Limits.FullResult });

    private void ReadFirst()
    {
        if (!IsReading)
        {
            Read(new RowRange<T> { Query = Query, Take = Math.Min(_rows.WantedRows, Services.Limits.Matches + 1), CountTotal = true }, LoadAsync);
        }
    }

    private void Fetch(RefillNeeded<Row<T>> refill, long floor)
    {
        _refillFloor = floor;
        var range = new RowRange<T> { Query = Query, After = refill.After, Take = Math.Min(refill.Count, Services.Limits.Matches + 1) };
        Read(range, (read, position) => RefillAsync(refill.Ticket, read, position));
    }

    /// <summary>Reads until what comes back is of the log that the feed follows, and as new as it must be; it is used when the feed has come as far.</summary>
    private void Read(RowRange<T> range, Func<RowsRead<T>, FeedPosition, ValueTask> use)
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
                await FailAsync(outcome.Error!, _ => Read(range, use)).ConfigureAwait(false);
                return;
            }

            var read = outcome.Rows[0];
            var oldest = _isLoaded ? _refillFloor : Services.History.HeldFloor;
            if (read.Position is { } at && at.Epoch == position.Head.Epoch && at.Seq >= oldest)
            {
                IsReading = at.Seq > position.Seq;
                var useAsync = StillMine<RowsRead<T>>(UseAsync);
                await Services.DeferAsync(at.Seq, position, then => useAsync(read, then)).ConfigureAwait(false);
            }
            else if (_reads < LiveQueryLimits.MaxReads)
            {
                ReadLater(LiveQueryLimits.RepeatAfter(_reads), _ => Read(range, use));
            }
            else
            {
                _reads = 0;
                await FailAsync(SyncErrors.SourceUnavailable(Services.Model.Name), _ => Read(range, use)).ConfigureAwait(false);
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
            ReadFirst();
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
        var missed = Services.History.Since(at, int.MaxValue)!.Select(Judge).Where(change => change.Was || change.Is).ToArray();
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
            Fetch(refill, position.Seq);
        }

        await AnswerJoinsAsync(position).ConfigureAwait(false);
    }

    private async ValueTask RefillAsync(int ticket, RowsRead<T> read, FeedPosition position)
    {
        var step = _rows.Apply(new Refill<Row<T>>(ticket, read.Rows, read.IsComplete || read.Rows.Count == 0));
        await TellAsync(step, _refillFloor, position).ConfigureAwait(false);
        await AnswerJoinsAsync(position).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(ViewStep<Row<T>> step, long floor, FeedPosition position)
    {
        if (step.Refill is { } refill)
        {
            Fetch(refill, floor);
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
                await Services.Pushes.PushAsync(group, change.Edits, PageOf(group), facts).ConfigureAwait(false);
            }
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

    private RowChange<Row<T>> Judge(LogEntry entry)
    {
        var (before, after) = (Services.Queries.Before(entry.Change), Services.Queries.After(entry.Change));
        var (was, now) = (before is not null && _matches(before), after is not null && _matches(after));
        return new RowChange<Row<T>>(entry.Change.Key, was, now, (after ?? before)!, ChangedProperties.All);
    }
}
