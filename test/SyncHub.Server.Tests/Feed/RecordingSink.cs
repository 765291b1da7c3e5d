using System.Collections.Concurrent;
using SyncHub.Protocol;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Tests.Feed;

/// <summary>Delivers a feed's messages at once to those who are in the group at that moment, as an ideal fan-out would.</summary>
internal sealed class RecordingSink : IFeedSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Session>> _groups = [];
    private readonly ConcurrentDictionary<Session, Action<object>> _receivers = new();

    /// <summary>Pushes for which this is true fail. Default: none.</summary>
    public Predicate<EntityPush> Fails { get; set; } = _ => false;

    /// <summary>Sessions that cannot be taken out of a group. Default: none.</summary>
    public Predicate<Session> FailsToLeave { get; set; } = _ => false;

    public void Attach(Session session, Action<object> receive) => _receivers[session] = receive;

    public ValueTask PushAsync(EntityPush push)
    {
        if (Fails(push))
        {
            throw new InvalidOperationException("The test has this push fail.");
        }

        return Deliver(push.SubscriptionId, push);
    }

    public ValueTask PushAsync(CollectionPush push) => Deliver(push.SubscriptionId, push);

    public ValueTask PushAsync(RowsChanged push) => Deliver(push.SubscriptionId, push);

    public ValueTask PushAsync(Subscribed refresh) => Deliver(refresh.SubscriptionId, refresh);

    public ValueTask PushAsync(SubscriptionError error) => Deliver(error.SubscriptionId!, error);

    public ValueTask AnswerAsync(Session session, Subscribed answer)
    {
        _receivers[session](answer);
        return JoinAsync(session, answer.SubscriptionId);
    }

    public ValueTask JoinAsync(Session session, string group)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(group, out var members))
            {
                _groups.Add(group, members = []);
            }

            if (!members.Contains(session))
            {
                members.Add(session);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(Session session, string group, TaskCompletionSource? done)
    {
        if (FailsToLeave(session))
        {
            throw new InvalidOperationException("The test has this session stay.");
        }

        lock (_gate)
        {
            if (_groups.TryGetValue(group, out var members) && members.Remove(session) && members.Count == 0)
            {
                _groups.Remove(group);
            }
        }

        done?.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public ValueTask PositionAsync(IReadOnlyList<string> groups, Position position)
    {
        foreach (var member in groups.SelectMany(Members).Distinct())
        {
            _receivers[member](position);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask MarkStaleAsync(string group)
    {
        foreach (var member in Members(group))
        {
            member.Member.OnStale!(group);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Deliver(string group, object message)
    {
        foreach (var member in Members(group))
        {
            _receivers[member](message);
        }

        return ValueTask.CompletedTask;
    }

    private Session[] Members(string group)
    {
        lock (_gate)
        {
            return _groups.TryGetValue(group, out var members) ? [.. members] : [];
        }
    }
}
