namespace SyncHub.Server.Fanout;

/// <summary>The connections that a send to one name reaches. Owned by the pump: nobody else reads or writes it.</summary>
internal sealed class FanoutGroup(string name, bool isSync)
{
    private readonly List<FanoutMember> _members = new(1);

    public string Name => name;

    /// <summary>Whether its sends are pushes of SyncHub's own, which may be dropped and made good by a refresh.</summary>
    public bool IsSync => isSync;

    public List<FanoutMember> Members => _members;

    public bool Add(FanoutMember member)
    {
        if (_members.Contains(member))
        {
            return false;
        }

        _members.Add(member);
        return true;
    }

    public bool Remove(FanoutMember member)
    {
        var index = _members.IndexOf(member);
        if (index < 0)
        {
            return false;
        }

        _members[index] = _members[^1];
        _members.RemoveAt(_members.Count - 1);
        return true;
    }
}
