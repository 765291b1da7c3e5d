namespace SyncHub.Server.Log.Remote;

/// <summary>What appends go by: the epoch that the mirror is in. It ends when that, or the way to the log, may be another.</summary>
#pragma warning disable CA1001 // A source without a timer holds nothing to dispose.
internal class LogSession(string epoch)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _ended = new();

    public string Epoch => epoch;

    /// <summary>Cancelled when the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    public void End() => _ended.Cancel();
}
