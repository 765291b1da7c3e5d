using SyncHub.Queries;
using SyncHub.Server.Authorization;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>All who follow one page of one list on this node: scope and canonical query, page and total included, are the same.</summary>
/// <param name="query">The query, as far as the scope goes.</param>
/// <param name="scope">What its followers may see.</param>
/// <param name="view">The list that this is a page of.</param>
/// <param name="start">The position at which it begins.</param>
/// <typeparam name="T">The type of the entities.</typeparam>
internal sealed class CollectionGroup<T>(Query query, AccessScope scope, LiveView<T> view, long start) : SubscriptionGroup(scope, start), ICollectionGroup
    where T : class
{
    public Query Query => query;

    /// <summary>What tells the group from others of the model.</summary>
    public string Name { get; } = NameOf(query, scope);

    /// <summary>The total that the followers were told last.</summary>
    public long ToldTotal { get; set; }

    /// <summary>The list that this is a page of.</summary>
    public LiveView<T> View => view;

    /// <summary>Since when <see cref="SubscriptionGroup.Prev"/> speaks of every change of the page; who stood before it may have missed some.</summary>
    public long Start { get; private set; } = start;

    /// <summary>The page's place in an ordered view; null where the page is read again as a whole.</summary>
    public Window? Window { get; set; }

    /// <summary>How many joins wait for the page to be known.</summary>
    public int Joining { get; set; }

    /// <summary>When the last holder left, in ticks of the feed's clock; null while it is held.</summary>
    public TimeSpan? IdleSince { get; set; }

    /// <summary>The holders, where the page has no <c>top</c> and so may come to its end; else null.</summary>
    public HashSet<Session>? Members { get; } = query.Top is null ? [] : null;

    public static string NameOf(Query query, AccessScope scope) => scope.Key.Length == 0 ? query.Json : $"{query.Json} {scope.Key}";

    public bool IsWanted => Holders + Joining > 0;

    /// <summary>The page is known anew, and nobody has been pushed anything of it.</summary>
    public void StartAt(long seq) => Prev = Start = seq;
}
