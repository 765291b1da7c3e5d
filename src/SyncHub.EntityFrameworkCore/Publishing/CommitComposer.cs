using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>Makes a commit of what was touched and of what the database says of it. Pure.</summary>
internal static class CommitComposer
{
    /// <summary>The commit of a unit of work; null where none of its rows was there before or is there now.</summary>
    public static Commit? Of(Publication publication, RowsReadBack rows)
    {
        var seen = new RowKeys();
        var changes = new List<Change>(publication.Touches.Count);
        foreach (var touch in publication.Touches)
        {
            // Of several touches the first knows what was there before all of them.
            if (seen.Add(touch.Model, touch.Key) && rows.TryGet(touch.Model, touch.Key, out var after) && ChangeOf(touch, after) is { } change)
            {
                changes.Add(change);
            }
        }

        return changes.Count == 0 ? null : new Commit(changes, publication.Scope?.Id, publication.Began);
    }

    /// <summary>The commit that says once more what rows are; null for none that can be told.</summary>
    public static Commit? Of(RowKeys keys, RowsReadBack rows, DateTimeOffset began)
    {
        var changes = new List<Change>();
        foreach (var model in keys.Models)
        {
            foreach (var key in keys.Of(model))
            {
                if (rows.TryGet(model, key, out var after) && ChangeOf(new Touch(model, key, default), after) is { } change)
                {
                    changes.Add(change);
                }
            }
        }

        return changes.Count == 0 ? null : new Commit(changes, MutationId: null, began);
    }

    // Images that are equal are no reason to say nothing: the one before is a hint, and may be older than what the log said last.
    private static Change? ChangeOf(Touch touch, RawJson after)
    {
        var before = touch.Before.ToBody(touch.Model);
        var isNew = before.IsNull;
        if (after.IsAbsent && isNew)
        {
            return null;
        }

        return new Change
        {
            Model = touch.Model.Model.Name,
            Key = touch.Key,
            Kind = after.IsAbsent ? ChangeKind.Remove : isNew ? ChangeKind.Add : ChangeKind.Update,
            Before = isNew ? default : before,
            After = after,
            BeforeIsHint = true,
        };
    }
}
