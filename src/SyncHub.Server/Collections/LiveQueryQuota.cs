namespace SyncHub.Server.Collections;

/// <summary>How many distinct live queries a node keeps, all models together. Safe for concurrent use.</summary>
internal sealed class LiveQueryQuota(SyncHubLimits limits)
{
    private int _count;

    public int Limit => limits.LiveQueries;

    /// <summary>Takes a place; false where there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _count) <= Limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _count);
}
