namespace SyncHub.Server.Log.Remote;

/// <summary>What may be wrong with the log.</summary>
internal enum Trouble
{
    /// <summary>The server of the log cannot be reached, or does not answer.</summary>
    Connection,

    /// <summary>Appends are not taken.</summary>
    Appends,

    /// <summary>Messages do not arrive.</summary>
    Messages,
}

/// <summary>What is wrong at the moment, and since when. Safe for concurrent use.</summary>
/// <param name="server">What the log is in, for people.</param>
/// <param name="unhealthyAfter">After how long degraded is unhealthy.</param>
/// <param name="time">Where "since when" comes from.</param>
internal sealed class LogCondition(string server, TimeSpan unhealthyAfter, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<Trouble, (string Reason, DateTimeOffset Since)> _troubles = [];
    private readonly DateTimeOffset _opened = time.GetUtcNow();
    private bool _wasReady;

    public ChangeLogHealth Health
    {
        get
        {
            lock (_gate)
            {
                if (_troubles.Count == 0)
                {
                    return _wasReady ? ChangeLogHealth.Healthy : ChangeLogHealth.Unhealthy($"The log has not reached {server} yet.", _opened);
                }

                var reason = _troubles.First().Value.Reason;
                var since = _troubles.Values.Min(trouble => trouble.Since);
                return _wasReady && time.GetUtcNow() - since < unhealthyAfter ? ChangeLogHealth.Degraded(reason, since) : ChangeLogHealth.Unhealthy(reason, since);
            }
        }
    }

    /// <summary>The log has been read for the first time: before, nobody can be served.</summary>
    public void Ready()
    {
        lock (_gate)
        {
            _wasReady = true;
        }
    }

    /// <summary>Something is wrong; false where that was so already.</summary>
    public bool Begin(Trouble trouble, string reason)
    {
        lock (_gate)
        {
            var isNew = !_troubles.TryGetValue(trouble, out var known);
            _troubles[trouble] = (reason, isNew ? time.GetUtcNow() : known.Since);
            return isNew;
        }
    }

    /// <summary>It is well again; false where it was.</summary>
    public bool End(Trouble trouble)
    {
        lock (_gate)
        {
            return _troubles.Remove(trouble);
        }
    }
}
