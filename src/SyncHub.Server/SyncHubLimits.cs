namespace SyncHub.Server;

/// <summary>What one client may ask of the server.</summary>
public sealed class SyncHubLimits
{
    /// <summary>Subscriptions that one connection may hold, those not answered yet included. Default 1,000.</summary>
    public int SubscriptionsPerConnection { get; set; } = 1000;

    /// <summary>The longest key, in characters of its canonical text. Default 256.</summary>
    public int KeyLength { get; set; } = 256;

    /// <summary>
    /// Bytes that may wait for one connection. Beyond, queued pushes of a connection that does not read are dropped and their
    /// subscriptions brought up to date afresh once it reads again. Default 1 MiB.
    /// </summary>
    public long OutboxBytes { get; set; } = 1024 * 1024;

    /// <summary>The largest message that the hub reads, in bytes; a larger one closes the connection. Default 256 KiB.</summary>
    public long ReceiveBytes { get; set; } = 256 * 1024;
}
