using SyncHub.Queries;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>All who follow one page of one list on this node: the canonical query, page and total included, is the same.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
internal sealed class CollectionGroup<T>(Query query, LiveView<T> view, long start) : SubscriptionGroup(start), ICollectionGroup
    where T : class
{
    public Query Query => query;

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

    public bool IsWanted => Holders + Joining > 0;

    /// <summary>The page is known anew, and nobody has been pushed anything of it.</summary>
    public void StartAt(long seq) => Prev = Start = seq;
}
