namespace SyncHub.Server.Fanout;

/// <summary>Who is connected, and in which groups. Owned by the pump.</summary>
internal sealed class FanoutRoster
{
    private readonly Dictionary<string, FanoutMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FanoutGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FanoutGroup> _users = new(StringComparer.Ordinal);

    public IReadOnlyCollection<FanoutMember> Members => _members.Values;

    public int GroupCount => _groups.Count;

    public void Add(FanoutMember member)
    {
        _members[member.Connection.ConnectionId] = member;
        if (member.Connection.UserIdentifier is { } user)
        {
            GetOrAdd(_users, user, isSync: false).Add(member);
        }
    }

    public void Remove(FanoutMember member)
    {
        _members.Remove(member.Connection.ConnectionId);
        foreach (var group in member.Groups)
        {
            RemoveFrom(_groups, group, member);
        }

        member.Groups.Clear();
        if (member.Connection.UserIdentifier is { } user && _users.TryGetValue(user, out var users))
        {
            RemoveFrom(_users, users, member);
        }
    }

    public FanoutMember? Member(string connectionId) => _members.GetValueOrDefault(connectionId);

    public FanoutGroup? Group(string name) => _groups.GetValueOrDefault(name);

    public FanoutGroup? User(string userId) => _users.GetValueOrDefault(userId);

    public FanoutGroup Join(FanoutMember member, string name, bool isSync)
    {
        var group = GetOrAdd(_groups, name, isSync);
        if (group.Add(member))
        {
            member.Groups.Add(group);
        }

        return group;
    }

    public FanoutGroup? Leave(FanoutMember member, string name)
    {
        if (!_groups.TryGetValue(name, out var group))
        {
            return null;
        }

        RemoveFrom(_groups, group, member);
        member.Groups.Remove(group);
        member.Stale?.Remove(group);
        return group;
    }

    private static FanoutGroup GetOrAdd(Dictionary<string, FanoutGroup> groups, string name, bool isSync)
    {
        if (!groups.TryGetValue(name, out var group))
        {
            groups.Add(name, group = new FanoutGroup(name, isSync));
        }

        return group;
    }

    private static void RemoveFrom(Dictionary<string, FanoutGroup> groups, FanoutGroup group, FanoutMember member)
    {
        if (group.Remove(member) && group.Members.Count == 0)
        {
            groups.Remove(group.Name);
        }
    }
}
