using SyncHub.Json;
using SyncHub.Server.Authorization;
using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>What a run of changes of one entity amounts to, for somebody who stands before the first of them.</summary>
/// <param name="Kind">What happened in sum.</param>
/// <param name="Body">The entity afterwards; <see cref="RawJson.Null"/> where it is gone.</param>
/// <param name="Delta">For an update: the properties that changed, with their last values.</param>
/// <param name="Last">The last of the changes.</param>
/// <param name="MutationIds">The mutation ids among them; null for none.</param>
internal sealed record EntityFold(ChangeKind Kind, RawJson Body, RawJson Delta, LogEntry Last, IReadOnlyList<string>? MutationIds)
{
    /// <summary>One change alone.</summary>
    public static EntityFold Of(LogEntry entry)
    {
        var change = entry.Change;
        IReadOnlyList<string>? mutationIds = entry.MutationId is { } id ? [id] : null;
        return new EntityFold(
            change.Kind,
            change.Kind == ChangeKind.Remove ? RawJson.Null : change.After,
            change.Kind == ChangeKind.Update ? change.Delta : default,
            entry,
            mutationIds);
    }

    /// <summary>Folds changes of one key, given in seq order; there must be at least one.</summary>
    public static EntityFold Of(IReadOnlyList<LogEntry> entries)
    {
        var last = entries[^1];
        var mutationIds = MutationIdsOf(entries);
        if (last.Change.Kind == ChangeKind.Remove)
        {
            return new EntityFold(ChangeKind.Remove, RawJson.Null, default, last, mutationIds);
        }

        if (entries.Any(entry => entry.Change.Kind != ChangeKind.Update))
        {
            // Added, or removed and added again: only the whole body is right for everybody.
            return new EntityFold(ChangeKind.Add, last.Change.After, default, last, mutationIds);
        }

        var deltas = entries.Select(entry => entry.Change.Delta).Where(delta => !delta.IsAbsent).ToArray();
        var delta = deltas.Length <= 1 ? deltas.FirstOrDefault() : JsonObjects.Merge(deltas);
        return new EntityFold(ChangeKind.Update, last.Change.After, delta, last, mutationIds);
    }

    /// <summary>What changes of one key amount to for those of a scope, who have been told of none of them; null for nothing that they see.</summary>
    public static EntityFold? Of(IReadOnlyList<LogEntry> entries, AccessScope scope) =>
        Of(entries).SeenBy(scope, new RowSight(scope.Judge(entries[0]).Was, scope.Judge(entries[^1]).IsNow));

    /// <summary>The same for somebody of whom it is not known what they hold: not what changed, but the whole row.</summary>
    public EntityFold Whole() => Kind == ChangeKind.Update ? this with { Kind = ChangeKind.Add, Delta = default } : this;

    /// <summary>What the changes amount to for those of a scope; null for nothing that they see.</summary>
    /// <param name="scope">What they may see of a row.</param>
    /// <param name="sight">Whether they see the row before the first change, and after the last.</param>
    public EntityFold? SeenBy(AccessScope scope, RowSight sight) => (sight.Was, sight.IsNow) switch
    {
        (false, false) => null,
        (true, false) => this with { Kind = ChangeKind.Remove, Body = RawJson.Null, Delta = default },
        (false, true) => this with { Kind = ChangeKind.Add, Body = scope.View?.Of(Body) ?? Body, Delta = default },
        _ => scope.View is { } view ? Through(view) : this,
    };

    private EntityFold? Through(RowView view)
    {
        if (Kind != ChangeKind.Update)
        {
            return this with { Body = view.Of(Body) };
        }

        var delta = Delta.IsAbsent ? default : view.OfDelta(Delta);
        return delta.IsAbsent ? null : this with { Body = view.Of(Body), Delta = delta };
    }

    private static List<string>? MutationIdsOf(IReadOnlyList<LogEntry> entries)
    {
        List<string>? ids = null;
        foreach (var entry in entries)
        {
            if (entry.MutationId is { } id && ids?.Contains(id) != true)
            {
                (ids ??= []).Add(id);
            }
        }

        return ids;
    }
}
