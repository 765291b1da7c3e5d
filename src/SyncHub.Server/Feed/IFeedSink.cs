using SyncHub.Protocol;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Where a feed's messages go. All calls of one feed take effect in the order in which they are made; none waits for a client.</summary>
internal interface IFeedSink
{
    /// <summary>Sends a push to all members of its group.</summary>
    ValueTask PushAsync(EntityPush push);

    /// <summary>Sends a push to all members of its group.</summary>
    ValueTask PushAsync(CollectionPush push);

    /// <summary>Sends a resolver's rows to all members of their group.</summary>
    ValueTask PushAsync(RowsChanged push);

    /// <summary>Starts all members of its group afresh.</summary>
    ValueTask PushAsync(Subscribed refresh);

    /// <summary>Tells all members of its group that it is in trouble.</summary>
    ValueTask PushAsync(SubscriptionError error);

    /// <summary>Sends an answer to one session, which is in the group from here on and has missed nothing of it.</summary>
    ValueTask AnswerAsync(Session session, Subscribed answer);

    /// <summary>Puts a session into a group that only positions go to.</summary>
    ValueTask JoinAsync(Session session, string group);

    /// <summary>Takes a session out of a group, along with what is queued of its pushes.</summary>
    ValueTask LeaveAsync(Session session, string group, TaskCompletionSource? done);

    /// <summary>Sends a position to each session of the groups once, unless it has missed pushes.</summary>
    ValueTask PositionAsync(IReadOnlyList<string> groups, Position position);

    /// <summary>Has every member of the group refreshed.</summary>
    ValueTask MarkStaleAsync(string group);
}
