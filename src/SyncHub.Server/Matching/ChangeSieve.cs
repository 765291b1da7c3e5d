using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Matching;

/// <summary>
/// Finds changes that access predicates alone show to be for no query, at the price of reading the properties that those name. What it lets pass may be for
/// none all the same. Owned by the matcher's loop.
/// </summary>
internal sealed class ChangeSieve<T, TQuery>(QueryMatcher<T, TQuery> matcher, PartialRows<T> rows)
    where T : class
    where TQuery : class
{
    /// <summary>Whether the change is certainly for no query.</summary>
    public bool Drops(Change change) => !matcher.TakesAll && rows.CanRead(matcher.Accessed) && !FindsAny(change);

    private bool FindsAny(Change change)
    {
        try
        {
            var after = change.After.IsAbsent ? null : rows.Read(change.After);
            var isSame = change.Kind == ChangeKind.Update && !matcher.Accesses(ChangedProperties.Of(JsonObjects.Names(change.Delta)));
            return matcher.FindsAny(isSame || change.Before.IsAbsent ? after : rows.Read(change.Before), after);
        }
        catch (Exception)
        {
            // Whoever reads the whole row finds that out, too, and says so.
            return true;
        }
    }
}
