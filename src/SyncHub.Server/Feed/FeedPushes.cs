using SyncHub.Server.Collections;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>
/// What a change leads to: pushes to the entity's group and to the live queries that it concerns, at once or when the debounce window
/// closes, and the position that tells those who got parts of one commit that they have it all. Owned by the feed's loop.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="entities">The groups of its entities.</param>
/// <param name="queries">Its live queries; null where its source has none.</param>
/// <param name="commits">Who got part of something that belongs together.</param>
/// <param name="failed">Told of what could not be applied.</param>
internal sealed class FeedPushes(SyncModel model, EntityGroups entities, LiveQueries? queries, FeedCommits commits, Action<Exception> failed)
{
    // A group that holds this many changes pushes them, whatever the window says: what waits is bounded by that or by the commit.
    private const int MaxHeldPerGroup = 1000;

    // A commit that the feed is in the midst of is not told in parts because a window closes, or something is full.
    private bool _isWithinCommit;
    private bool _isFlushDue;

    public EntityGroups Entities => entities;

    public LiveQueries? Queries => queries;

    /// <summary>How many changes have ever been held back.</summary>
    public long HeldChanges { get; private set; }

    /// <summary>The seq of the oldest change that somebody has still to be shown; null while there is none.</summary>
    public long? OldestHeldSeq => (entities.OldestHeldSeq, queries?.OldestHeldSeq) switch
    {
        ({ } left, { } right) => Math.Min(left, right),
        var (left, right) => left ?? right,
    };

    /// <summary>Takes in the next change of the log; never throws.</summary>
    public async ValueTask ApplyAsync(LogEntry entry, FeedPosition position)
    {
        try
        {
            var held = await TakeAsync(entry, position).ConfigureAwait(false);
            if (model.Debounce.IsNone)
            {
                await entities.PushAsync(entry, position).ConfigureAwait(false);
                if (entry.Seq == entry.CommitSeq)
                {
                    await EndCommitAsync(entry, position).ConfigureAwait(false);
                }
            }
            else
            {
                held = Math.Max(held, entities.Hold(entry));
                HeldChanges += held > 0 ? 1 : 0;
                _isWithinCommit = entry.Seq != entry.CommitSeq;
                if (held >= MaxHeldPerGroup || _isFlushDue)
                {
                    await FlushDueAsync(position).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception)
        {
            // Groups have those refreshed who miss something; the rest goes on.
            failed(exception);
        }
    }

    /// <summary>The window has closed: all that is held back leaves, at the end of the commit that the feed is in the midst of.</summary>
    public ValueTask FlushDueAsync(FeedPosition position)
    {
        _isFlushDue = _isWithinCommit;
        return _isWithinCommit ? ValueTask.CompletedTask : FlushAsync(position);
    }

    /// <summary>Pushes all that is held back: one push per entity and live query, shown together.</summary>
    public async ValueTask FlushAsync(FeedPosition position)
    {
        var isTogether = entities.HeldGroups + (queries?.HeldViews ?? 0) > 1 || entities.HoldsPartOfCommit || queries?.HoldsPartOfCommit == true;
        var commit = isTogether ? (long?)position.Seq : null;
        await entities.FlushAsync(position, commit).ConfigureAwait(false);
        if (queries is not null)
        {
            await queries.FlushAsync(position, commit).ConfigureAwait(false);
        }

        await TellCommitsAsync(position).ConfigureAwait(false);
    }

    /// <summary>Pushes what is held back for one group, so that somebody can join it; and all the rest where it belongs together with others.</summary>
    public ValueTask FlushAsync(EntityGroup group, FeedPosition position) =>
        EntityGroups.IsPartOfCommit(group) ? FlushAsync(position) : entities.FlushAsync(group, position);

    /// <summary>Tells those who got parts of commits that these are complete, once nothing of them is held back.</summary>
    public ValueTask TellCommitsAsync(FeedPosition position) =>
        !commits.IsEmpty && OldestHeldSeq is null ? commits.TellAsync(position) : ValueTask.CompletedTask;

    /// <summary>The log has lost its memory or run ahead of us: every group starts afresh at the position.</summary>
    public async ValueTask RestartAsync(FeedPosition position)
    {
        commits.Clear();
        (_isWithinCommit, _isFlushDue) = (false, false);
        await entities.RestartAsync(position).ConfigureAwait(false);
        if (queries is not null)
        {
            await queries.RestartAsync(position).ConfigureAwait(false);
        }
    }

    /// <summary>A session has let a group go.</summary>
    public void Released(Session session, SubscriptionGroup group)
    {
        switch (group)
        {
            case EntityGroup entity:
                entities.RemoveIfUnheld(entity);
                break;
            default:
                queries!.Released(session, group);
                break;
        }
    }

    private async ValueTask<int> TakeAsync(LogEntry entry, FeedPosition position)
    {
        try
        {
            return queries?.Take(entry) ?? 0;
        }
        catch (Exception exception)
        {
            // Some lists may have the change and others lack it: all are read again. The entity's own group goes on.
            failed(exception);
            await queries!.RestartAsync(position).ConfigureAwait(false);
            return 0;
        }
    }

    private async ValueTask EndCommitAsync(LogEntry entry, FeedPosition position)
    {
        if (queries is not null)
        {
            await queries.FlushAsync(position, entry.IsPartOfCommit ? entry.CommitSeq : null).ConfigureAwait(false);
        }

        await TellCommitsAsync(position).ConfigureAwait(false);
    }
}
