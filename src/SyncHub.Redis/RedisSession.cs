using SyncHub.Redis.Connection;

namespace SyncHub.Redis;

/// <summary>What appends go by: a connection, and the epoch and server that were found on it. It ends when one of them may be another.</summary>
#pragma warning disable CA1001 // A source without a timer holds nothing to dispose.
internal sealed class RedisSession(RedisLink link, string epoch, string run)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _ended = new();

    public RedisLink Link => link;

    public string Epoch => epoch;

    public string Run => run;

    /// <summary>Cancelled when the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    public void End() => _ended.Cancel();
}
