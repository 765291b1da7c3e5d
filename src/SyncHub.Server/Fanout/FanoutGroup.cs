namespace SyncHub.Server.Fanout;

/// <summary>The connections that a send to one name reaches. Owned by the pump: nobody else reads or writes it.</summary>
internal sealed class FanoutGroup(string name, bool isSync)
{
    // Most groups are small, and there are many of them: only a large one is worth an index.
    private const int IndexedFrom = 64;

    private readonly List<FanoutMember> _members = new(1);
    private Dictionary<FanoutMember, int>? _index;

    public string Name => name;

    /// <summary>Whether its sends are pushes of SyncHub's own, which may be dropped and made good by a refresh.</summary>
    public bool IsSync => isSync;

    public List<FanoutMember> Members => _members;

    public bool Add(FanoutMember member)
    {
        if (IndexOf(member) >= 0)
        {
            return false;
        }

        _index?.Add(member, _members.Count);
        _members.Add(member);
        if (_index is null && _members.Count >= IndexedFrom)
        {
            _index = [];
            for (var index = 0; index < _members.Count; index++)
            {
                _index.Add(_members[index], index);
            }
        }

        return true;
    }

    public bool Remove(FanoutMember member)
    {
        var index = IndexOf(member);
        if (index < 0)
        {
            return false;
        }

        // The last one takes its place: the order of members means nothing.
        var last = _members[^1];
        _members[index] = last;
        _members.RemoveAt(_members.Count - 1);
        if (_index is not null)
        {
            _index[last] = index;
            _index.Remove(member);
        }

        return true;
    }

    private int IndexOf(FanoutMember member) =>
        _index is null ? _members.IndexOf(member) : _index.GetValueOrDefault(member, -1);
}
