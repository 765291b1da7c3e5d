namespace SyncHub.Server.Authorization;

/// <summary>Counts how often everybody's rights were looked at anew: what code in a rule said before does not count any more.</summary>
internal sealed class AccessReview
{
    private long _current;

    public long Current => Interlocked.Read(ref _current);

    public void Begin() => Interlocked.Increment(ref _current);
}
