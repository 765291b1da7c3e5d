namespace SyncHub.Server.Sessions;

/// <summary>How many connections each user has on this node. Who has no id is not counted.</summary>
internal sealed class UserConnections(SyncHubLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<Session, string> _users = [];

    /// <summary>A connection stands for a user from here on, and no more for another; false, and all as it was, where the user has too many.</summary>
    public bool TryMove(Session session, string? user) => TryMove(session, user, limits.ConnectionsPerUser);

    /// <summary>A connection stands for a user from here on, however many there are.</summary>
    public void Move(Session session, string? user) => TryMove(session, user, int.MaxValue);

    /// <summary>A connection has ended.</summary>
    public void Remove(Session session)
    {
        lock (_gate)
        {
            if (_users.Remove(session, out var user))
            {
                Release_NeedsLock(user);
            }
        }
    }

    private bool TryMove(Session session, string? user, int limit)
    {
        lock (_gate)
        {
            var held = _users.GetValueOrDefault(session);
            if (held == user)
            {
                return true;
            }

            if (user is not null)
            {
                var count = _counts.GetValueOrDefault(user);
                if (count >= limit)
                {
                    return false;
                }

                _counts[user] = count + 1;
                _users[session] = user;
            }
            else
            {
                _users.Remove(session);
            }

            Release_NeedsLock(held);
            return true;
        }
    }

    private void Release_NeedsLock(string? user)
    {
        if (user is not null && --_counts[user] == 0)
        {
            _counts.Remove(user);
        }
    }
}
