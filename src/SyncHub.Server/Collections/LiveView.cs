using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Matching;
using SyncHub.Server.Sessions;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>One list, filter and order, with the groups of its pages and those who wait to join them. Owned by the feed's loop.</summary>
internal abstract class LiveView<T>(string name, Query query, LiveViewServices<T> services)
    where T : class
{
    private readonly List<(CollectionJoin Join, CollectionGroup<T> Group)> _joins = [];

    // A read of another generation is none of ours any more.
    private int _generation;
    private int _failures;

    // Why the source does not answer at the moment; null where it does.
    private SyncError? _trouble;

    /// <summary>What tells the list from others of the model.</summary>
    public string Name => name;

    /// <summary>Filter and order.</summary>
    public Query Query => query;

    /// <summary>The pages that are known or asked for.</summary>
    public List<CollectionGroup<T>> Groups { get; } = [];

    /// <summary>Where the matcher has the list; null where it is asked about every change.</summary>
    public MatcherEntry<T, LiveView<T>>? Entry { get; set; }

    /// <summary>Changes that the list has still to take in; null while there are none.</summary>
    public ViewBatch<T>? Batch { get; protected set; }

    /// <summary>The seq of the first change that was taken in and is not shown; null while there is none.</summary>
    public abstract long? UnshownSeq { get; }

    /// <summary>Whether its pages are not known, or not all of them.</summary>
    public abstract bool IsWaiting { get; }

    /// <summary>What is known beyond the pages; null where that does not tell earlier pages.</summary>
    public abstract KnownRows<T>? Known { get; }

    /// <summary>Whether a page has nothing that came after a version, so that the log tells how it got there.</summary>
    public abstract bool IsWithin(CollectionGroup<T> group, SyncVersion version);

    /// <summary>Whether its followers have been shown pages, and so are to be told that these are kept no more.</summary>
    protected abstract bool IsShown { get; }

    /// <summary>The horizon of what its followers have read beside the log; long ago where nothing was. Its owner is <see cref="DoubtfulViews{T}"/>.</summary>
    public DateTimeOffset ReadUntil { get; set; }

    /// <summary>The feed's position when its followers last came by rows that were read beside the log; below zero for never.</summary>
    public long ReadSeq { get; protected set; } = -1;

    /// <summary>Whether its rows or total were read beside the log, so that pages may have been ahead of it.</summary>
    public virtual bool IsUnaligned => false;

    /// <summary>Whether the list has been let go of.</summary>
    public bool IsClosed { get; private set; }

    protected LiveViewServices<T> Services => services;

    /// <summary>Whether a read is out, or due after a while.</summary>
    protected bool IsReading { get; set; }

    /// <summary>Adds a page, which is known at once or waited for.</summary>
    public abstract void Open(CollectionGroup<T> group, FeedPosition position);

    /// <summary>Takes a page away.</summary>
    public virtual void Close(CollectionGroup<T> group) => Groups.Remove(group);

    /// <summary>Holds a change until the next flush; returns how many are held.</summary>
    public abstract int Hold(LogEntry entry, in RowChange<Row<T>> change);

    /// <summary>
    /// Holds a change that may find the row in a state which the log never had: what is shown of it is put right as a whole. Returns how many are held, 0
    /// where there is nothing to put right.
    /// </summary>
    public abstract int HoldInDoubt(LogEntry entry, in RowChange<Row<T>> change);

    /// <summary>What a change means for the list, to whom all of the row is news.</summary>
    public abstract RowChange<Row<T>> Judge(LogEntry entry, Row<T>? before, Row<T>? after);

    /// <summary>Whether the list may have been read with a change in it which the log brings only now.</summary>
    public bool MayHaveRead(LogEntry entry) => entry.VisibleSince <= ReadUntil;

    /// <summary>Takes in what is held, and pushes what that means for the pages, now or when rows that it needs have been read.</summary>
    public abstract ValueTask FlushAsync(FeedPosition position, long? commit);

    /// <summary>Forgets all rows and reads them again.</summary>
    public void Restart(FeedPosition position)
    {
        _trouble = null;
        Clear(position);
        Read(position);
    }

    /// <summary>Answers a join, or has it wait for the pages.</summary>
    public async ValueTask JoinAsync(CollectionJoin join, CollectionGroup<T> group, FeedPosition position)
    {
        group.Joining++;
        _joins.Add((join, group));
        services.Awaited.Add(this);
        if (_trouble is not null)
        {
            RefuseJoins(_trouble);
        }
        else
        {
            await AnswerJoinsAsync(position).ConfigureAwait(false);
            Wanted(position);
        }
    }

    /// <summary>A session waits no longer.</summary>
    public void Forget(Session session)
    {
        var left = _joins.FindAll(waiting => waiting.Join.Session == session);
        TakeOut(waiting => waiting.Join.Session == session);
        foreach (var (join, group) in left)
        {
            join.Withdraw();
            group.Joining--;
            services.Settle(group);
        }
    }

    /// <summary>Nobody wants the list any more.</summary>
    public void End()
    {
        IsClosed = true;
        Batch = null;
        services.Unshown.Remove(this);
        foreach (var (join, group) in _joins)
        {
            join.Withdraw();
            group.Joining--;
        }

        TakeOut(_ => true);
    }

    /// <summary>Refuses all who wait for one page, or for any.</summary>
    public void RefuseJoins(SyncError error, CollectionGroup<T>? only = null)
    {
        var refused = _joins.FindAll(waiting => only is null || waiting.Group == only);
        TakeOut(waiting => only is null || waiting.Group == only);
        foreach (var (join, group) in refused)
        {
            join.Refuse(error);
            group.Joining--;
            services.Settle(group);
        }
    }

    /// <summary>What was read cannot be shown, and may have been taken in halfway: it is read again when the source has had time to recover.</summary>
    protected async ValueTask SpoilAsync(Exception exception, FeedPosition position)
    {
        Clear(position);
        await services.Pushes.SpoilAsync(Groups, exception).ConfigureAwait(false);
        await FailAsync(SyncErrors.Internal(), Read).ConfigureAwait(false);
    }

    /// <summary>Forgets all rows, and what was held or being read.</summary>
    protected virtual void Clear(FeedPosition position)
    {
        _generation++;
        IsReading = false;
        Batch = null;
        ReadSeq = -1;
        services.Unshown.Remove(this);
        foreach (var group in Groups)
        {
            group.StartAt(position.Seq);
        }
    }

    /// <summary>Reads the pages, unless that is under way.</summary>
    protected abstract void Read(FeedPosition position);

    /// <summary>What is to be done with a read that is under way: nothing, where all was forgotten meanwhile.</summary>
    protected Func<TResult, FeedPosition, ValueTask> StillMine<TResult>(Func<TResult, FeedPosition, ValueTask> use)
    {
        var generation = _generation;
        return (result, position) => generation == _generation && !IsClosed ? use(result, position) : ValueTask.CompletedTask;
    }

    /// <summary>Reads after a while.</summary>
    protected void ReadLater(TimeSpan delay, Action<FeedPosition> read)
    {
        IsReading = true;
        var due = StillMine<Action<FeedPosition>>((then, position) =>
        {
            IsReading = false;
            then(position);
            return ValueTask.CompletedTask;
        });
        services.Reads.Later(delay, position => due(read, position));
    }

    /// <summary>The source has answered; returns whether it had failed before.</summary>
    protected bool Recover()
    {
        var hadFailed = _trouble is not null;
        _trouble = null;
        _failures = 0;
        return hadFailed;
    }

    /// <summary>Refuses all who wait. Where anybody follows a page, they are told, and it is read again after a while.</summary>
    protected async ValueTask FailAsync(SyncError error, Action<FeedPosition> readAgain)
    {
        RefuseJoins(error);
        if (!Groups.Exists(group => group.Holders > 0))
        {
            services.Drop(this);
            return;
        }

        var isNew = _trouble is null;
        _trouble = error;
        ReadLater(LiveQueryLimits.RetryAfter(++_failures), readAgain);
        foreach (var group in isNew && IsShown ? Groups : [])
        {
            await services.Pushes.TroubleAsync(group, error).ConfigureAwait(false);
        }
    }

    /// <summary>Somebody has joined, or waits to.</summary>
    protected virtual void Wanted(FeedPosition position)
    {
    }

    protected abstract CollectionPage<T> PageOf(CollectionGroup<T> group);

    protected abstract long TotalOf(CollectionGroup<T> group);

    /// <summary>Answers all who wait, where the pages are known.</summary>
    protected async ValueTask AnswerJoinsAsync(FeedPosition position)
    {
        if (_joins.Count > 0 && !IsWaiting && Batch is not null)
        {
            // Whoever follows already must see what is pending before somebody joins at a later position.
            await services.FlushAsync(this, position).ConfigureAwait(false);
        }

        if (!IsWaiting)
        {
            await AnswerJoinsAsync(position.Version).ConfigureAwait(false);
        }
    }

    /// <summary>Answers all who wait for pages as of this version, or an earlier one.</summary>
    protected async ValueTask AnswerJoinsAsync(SyncVersion version)
    {
        var joins = _joins.FindAll(waiting => waiting.Join.IsCoveredBy(version));
        TakeOut(waiting => waiting.Join.IsCoveredBy(version));
        foreach (var ofGroup in joins.GroupBy(waiting => waiting.Group, waiting => waiting.Join))
        {
            var group = ofGroup.Key;
            CollectionPage<T>? page = null;
            foreach (var join in ofGroup)
            {
                group.Joining--;
                if (join.Resumes && IsUnaligned && !IsClosed)
                {
                    // What they hold was read elsewhere, and may be ahead of what the log brings from here on.
                    services.Doubtful.Add(this, services.Horizon.Now);
                    ReadSeq = version.Seq;
                }

                try
                {
                    page ??= PageOf(group);
                    await services.Joins.AnswerAsync(join, group, page, TotalOf(group), version).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    // The session's own work reports it and answers the client.
                    join.Fail(exception);
                }
            }

            services.Settle(group);
        }
    }

    private void TakeOut(Predicate<(CollectionJoin Join, CollectionGroup<T> Group)> which)
    {
        _joins.RemoveAll(which);
        if (_joins.Count == 0)
        {
            // There are a hundred thousand of these, and most wait for nobody.
            _joins.TrimExcess();
            services.Awaited.Remove(this);
        }
    }
}
