using SyncHub.Protocol;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Feed;
using SyncHub.Server.Model;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>What a push says beside the page itself.</summary>
/// <param name="Total">How many rows match.</param>
/// <param name="Version">The position after the push.</param>
/// <param name="MutationIds">The names of the writes in it; null for none.</param>
/// <param name="Commit">The seq of the last change that belongs together with it; null where it stands alone.</param>
internal readonly record struct PushFacts(long Total, SyncVersion Version, IReadOnlyList<string>? MutationIds, long? Commit);

/// <summary>Pushes what happened on pages to their groups: once each, however many follow. Owned by the feed's loop.</summary>
internal sealed class CollectionPushes<T>(SyncModel model, IFeedSink sink, FeedCommits commits, ServerMetrics metrics, Action<Exception> failed)
    where T : class
{
    /// <summary>Pushes edits, or the whole page where there are none to be had or the page is smaller. Never throws.</summary>
    public async ValueTask PushAsync(CollectionGroup<T> group, IReadOnlyList<WindowEdit>? edits, CollectionPage<T> page, PushFacts facts)
    {
        if (edits is not null && group.Scope.View is { } view)
        {
            edits = view.Of(edits);
        }

        if (edits is { Count: 0 } && (!group.Query.Total || facts.Total == group.ToldTotal))
        {
            return;
        }

        group.ToldTotal = facts.Total;

        if (group.Holders > 0)
        {
            try
            {
                metrics.Pushed(model.Name);
                await sink.PushAsync(Build(group, edits, page, facts)).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The next push would show the gap, but there may be none, and a position would vouch for what they have missed.
                failed(exception);
                await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
            }

            if (facts.Commit is not null)
            {
                commits.Add(group);
            }
        }

        group.Prev = facts.Version.Seq;
    }

    /// <summary>Tells a group that its source cannot answer, and that it will be told more.</summary>
    public ValueTask TroubleAsync(CollectionGroup<T> group, SyncError error) =>
        group.Holders == 0 ? ValueTask.CompletedTask : sink.PushAsync(Errors.SyncErrors.ToWire(error, requestId: null, group.Id, ended: false));

    /// <summary>The trouble is over: the group starts afresh.</summary>
    public async ValueTask RefreshAsync(CollectionGroup<T> group, CollectionPage<T> page, PushFacts facts)
    {
        if (group.Holders > 0)
        {
            await sink.PushAsync(CollectionAnswer.Snapshot(model, group.Id, group.Query, page.ToJson(), facts with { Version = group.Scope.Stamp(facts.Version) })).ConfigureAwait(false);
        }

        group.ToldTotal = facts.Total;
        group.StartAt(facts.Version.Seq);
    }

    /// <summary>Has all who follow these groups refreshed: what they have been shown is not to be trusted any more.</summary>
    public async ValueTask SpoilAsync(IReadOnlyList<CollectionGroup<T>> groups, Exception exception)
    {
        failed(exception);
        foreach (var group in groups)
        {
            await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
        }
    }

    private static CollectionPush Build(CollectionGroup<T> group, IReadOnlyList<WindowEdit>? edits, CollectionPage<T> page, PushFacts facts)
    {
        var total = group.Query.Total ? facts.Total : (long?)null;
        var version = group.Scope.Stamp(facts.Version);
        if (edits is null || SnapshotChoice.IsSnapshotSmaller(edits, [.. page.Rows.Select(row => row.Key)], page))
        {
            return new CollectionSnapshot
            {
                SubscriptionId = group.Id,
                Data = page.ToJson(),
                TotalCount = total,
                Version = version,
                MutationIds = facts.MutationIds,
            };
        }

        return new CollectionChanged
        {
            SubscriptionId = group.Id,
            Changes = [.. edits.Select(edit => Render(edit, page))],
            TotalCount = total,
            Version = version,
            Prev = group.Prev,
            MutationIds = facts.MutationIds,
            Commit = facts.Commit,
        };
    }

    private static CollectionEdit Render(WindowEdit edit, CollectionPage<T> page) => edit.Kind switch
    {
        WindowEditKind.Insert => new CollectionEdit { Type = CollectionEdit.Insert, Index = edit.Index, Entity = page.BodyOf(edit.Key) },
        WindowEditKind.Remove => new CollectionEdit { Type = CollectionEdit.Remove, Index = edit.Index, Id = edit.Key },
        WindowEditKind.Move => new CollectionEdit
        {
            Type = CollectionEdit.Move,
            From = edit.From,
            Index = edit.Index,
            Id = edit.Key,
            Change = edit.Changed.IsNone ? default : page.ChangeOf(edit.Key, edit.Changed),
        },
        _ => new CollectionEdit { Type = CollectionEdit.Update, Index = edit.Index, Id = edit.Key, Change = page.ChangeOf(edit.Key, edit.Changed) },
    };
}
