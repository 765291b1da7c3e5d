namespace SyncHub.Server.Log.Remote;

/// <summary>Reasons of this node to begin a new epoch, until one has begun. Safe for concurrent use.</summary>
internal sealed class Demands
{
    /// <summary>What <see cref="Take"/> says where any epoch is to end.</summary>
    public const string AnyEpoch = "any";

    private readonly Lock _gate = new();
    private long _demanded;
    private long _granted;
    private string? _doubted;

    /// <summary>The last demand for which an epoch has begun.</summary>
    public long Granted
    {
        get
        {
            lock (_gate)
            {
                return _granted;
            }
        }
    }

    /// <summary>Whether a new epoch was asked for that has not begun.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _demanded > _granted;
            }
        }
    }

    /// <summary>Asks for a new epoch, whatever the present one is by then; returns a number that <see cref="Take"/> returns when that is to be granted.</summary>
    public long Add()
    {
        lock (_gate)
        {
            return ++_demanded;
        }
    }

    /// <summary>Asks for a new epoch if that one is still the present one.</summary>
    public void Doubt(string epoch)
    {
        lock (_gate)
        {
            _doubted = epoch;
        }
    }

    /// <summary>What to ask the log for: <see cref="AnyEpoch"/> for a new one in any case, an epoch for another than that one, or nothing; and the last demand that this covers.</summary>
    public (string Wanted, long Demand) Take()
    {
        lock (_gate)
        {
            return (_demanded > _granted ? AnyEpoch : _doubted ?? string.Empty, _demanded);
        }
    }

    /// <summary>An epoch has begun on a demand.</summary>
    public void Grant(long demand)
    {
        lock (_gate)
        {
            _granted = Math.Max(_granted, demand);
        }
    }

    /// <summary>The log is in an epoch; a doubt about another one is settled.</summary>
    public void Settle(string epoch)
    {
        lock (_gate)
        {
            _doubted = _doubted == epoch ? _doubted : null;
        }
    }
}
