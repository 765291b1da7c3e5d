using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>
/// Pages that are read again, as a whole and coalesced, after changes that may concern them: their source compares in its own way, or they
/// are too deep to be held.
/// </summary>
internal sealed class RequeriedView<T>(string name, Query query, LiveViewServices<T> services) : LiveView<T>(name, query, services)
    where T : class
{
    private readonly Dictionary<CollectionGroup<T>, RowsRead<T>> _pages = [];
    private int _reads;

    // What the read that is out will tell, and what has to wait for the next.
    private ViewDebt _telling;
    private ViewDebt _debt;

    // The version of what was shown last: the source may be ahead of the log, and behind what is held back.
    private long _shownSeq;

    public override bool IsWaiting => _pages.Count < Groups.Count || UnshownSeq is not null;

    public override long? UnshownSeq => _telling.FirstSeq ?? _debt.FirstSeq;

    protected override bool IsShown => true;

    // Memory does not order these rows as their source does, or does not hold them.
    public override KnownRows<T>? Known => null;

    // A source that cannot say where it stood may have been ahead of the log.
    public override bool IsWithin(CollectionGroup<T> group, SyncVersion version) => _pages[group].Position is { } at && at.Seq <= version.Seq;

    public override void Open(CollectionGroup<T> group, FeedPosition position)
    {
        Groups.Add(group);
        Read(position);
    }

    public override void Close(CollectionGroup<T> group)
    {
        base.Close(group);
        _pages.Remove(group);
    }

    public override int Hold(LogEntry entry, in RowChange<Row<T>> change)
    {
        Batch ??= new ViewBatch<T>(entry.Seq);
        Batch.Add(entry, change);
        return Batch.Changes.Count;
    }

    public override int HoldInDoubt(LogEntry entry, in RowChange<Row<T>> change) => Hold(entry, default);

    public override RowChange<Row<T>> Judge(LogEntry entry, Row<T>? before, Row<T>? after) => default;

    public override ValueTask FlushAsync(FeedPosition position, long? commit)
    {
        if (Batch is { } batch)
        {
            Batch = null;
            _debt.Add(batch.FirstSeq, batch.Last!, batch.MutationIds, commit);
            Services.Unshown.Add(this);
            Read(position);
        }

        return ValueTask.CompletedTask;
    }

    protected override void Clear(FeedPosition position)
    {
        base.Clear(position);
        _telling = _debt = default;
        _shownSeq = position.Seq;
        _pages.Clear();
    }

    protected override CollectionPage<T> PageOf(CollectionGroup<T> group)
    {
        var rows = _pages[group].Rows;
        var byKey = rows.ToDictionary(row => row.Key);
        return new CollectionPage<T>(key => byKey[key], () => rows, group.Scope.View);
    }

    protected override long TotalOf(CollectionGroup<T> group) => _pages[group].Total!.Value;

    protected override void Read(FeedPosition noted)
    {
        if (IsReading || Groups.Count == 0)
        {
            return;
        }

        IsReading = true;
        _telling.Add(_debt);
        _debt = default;
        CollectionGroup<T>[] groups = [.. Groups];
        var ranges = groups.Select(group => new RowRange<T>
        {
            Query = group.Query,
            Skip = group.Query.Skip,
            Take = group.Query.Top ?? Services.Limits.Matches + 1,
            CountTotal = true,
        });
        Services.Reads.Requeried(groups.Length);
        Services.Reads.Start([.. ranges], StillMine<ReadOutcome<T>>((outcome, position) => TakeAsync(groups, outcome, noted, position)));
    }

    private async ValueTask TakeAsync(CollectionGroup<T>[] groups, ReadOutcome<T> outcome, FeedPosition noted, FeedPosition position)
    {
        IsReading = false;
        if (outcome.Rows is null)
        {
            _reads = 0;
            await FailAsync(outcome.Error!, Read).ConfigureAwait(false);
            return;
        }

        if (outcome.Rows.Any(read => read.Position is { } at && (at.Seq < noted.Seq || at.Epoch != position.Head.Epoch)))
        {
            // The source does not show yet what the log already has.
            if (++_reads < LiveQueryLimits.MaxReads)
            {
                ReadLater(LiveQueryLimits.RepeatAfter(_reads), Read);
            }
            else
            {
                _reads = 0;
                await FailAsync(SyncErrors.SourceUnavailable(Services.Model.Name), Read).ConfigureAwait(false);
            }

            return;
        }

        if (Entry is not null && outcome.Rows.Any(read => read.Position is null) && !KeepUp(noted.Seq, Services.Horizon.Of(outcome.Ended)))
        {
            Read(position);
            return;
        }

        try
        {
            await ShowAsync(groups, outcome.Rows, noted, position).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await SpoilAsync(exception, position).ConfigureAwait(false);
        }
    }

    // Where the matcher says which changes concern the list, it must be told of those that the read may have held, whatever their images: they came since
    // the read began, or are still to come. False where the history does not reach back that far.
    private bool KeepUp(long seq, DateTimeOffset readUntil)
    {
        if (seq < Services.History.HeldFloor)
        {
            return false;
        }

        Services.Doubtful.Add(this, readUntil);
        foreach (var entry in Services.History.Since(seq, int.MaxValue)!.Where(entry => entry.VisibleSince <= readUntil && entry.Seq > _debt.LastSeq))
        {
            _debt.Add(entry.Seq, entry, mutationIds: null, commit: null);
            Services.Unshown.Add(this);
        }

        return true;
    }

    private async ValueTask ShowAsync(CollectionGroup<T>[] groups, IReadOnlyList<RowsRead<T>> pages, FeedPosition noted, FeedPosition position)
    {
        // The rows are of the noted position or later; what came since and concerns them is read again, what is still held back included.
        _reads = 0;
        var isHealed = Recover();
        var debt = _telling;
        _telling = default;
        var isCurrent = _debt.FirstSeq is null && Batch is null;
        var version = isCurrent ? position.Version : position.Version with { Seq = Math.Max(noted.Seq, debt.LastSeq) };
        for (var i = 0; i < groups.Length; i++)
        {
            if (Groups.Contains(groups[i]))
            {
                await ShowAsync(groups[i], pages[i], debt, version, isHealed).ConfigureAwait(false);
            }
        }

        _shownSeq = version.Seq;
        if (UnshownSeq is null)
        {
            Services.Unshown.Remove(this);
        }

        if (_pages.Count == Groups.Count)
        {
            await AnswerJoinsAsync(version).ConfigureAwait(false);
        }

        if (!IsClosed && (_debt.FirstSeq is not null || _pages.Count < Groups.Count))
        {
            Read(position);
        }
    }

    private async ValueTask ShowAsync(CollectionGroup<T> group, RowsRead<T> read, ViewDebt debt, SyncVersion version, bool isHealed)
    {
        var total = read.Total ?? group.Query.Skip + read.Rows.Count;
        if (group.Query.Top is null && total > Services.Limits.Matches)
        {
            await Services.EndAsync(group, SyncErrors.TooManyMatches(Services.Model.Name, total, Services.Limits.Matches)).ConfigureAwait(false);
            return;
        }

        var isKnown = _pages.Remove(group, out var before);
        _pages.Add(group, read with { Total = total });
        if (!isKnown)
        {
            group.StartAt(version.Seq);
            return;
        }

        var facts = new PushFacts(total, debt.FirstSeq is null ? version : version with { Seq = debt.LastSeq }, debt.MutationIds, debt.Commit);
        if (isHealed)
        {
            await Services.Pushes.RefreshAsync(group, PageOf(group), facts).ConfigureAwait(false);
            return;
        }

        var edits = PageDiff.Between(before!.Rows, read.Rows);
        if (edits.Count > 0 || (total != before.Total && group.Query.Total))
        {
            // Without a change of its own above what they have been told, followers take only the whole page.
            await Services.Pushes.PushAsync(group, debt.LastSeq > _shownSeq ? edits : null, PageOf(group), facts).ConfigureAwait(false);
        }
    }
}
