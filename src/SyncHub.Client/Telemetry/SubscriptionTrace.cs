using System.Diagnostics;

namespace SyncHub.Client.Telemetry;

/// <summary>What is remembered of one subscription in order to measure it. The loop's alone.</summary>
internal sealed class SubscriptionTrace
{
    /// <summary>When it last ceased to be live, or began; a timestamp of the client's clock.</summary>
    public long UnsyncedSince { get; set; }

    /// <summary>The request whose answer is awaited; null while none is, or nobody listens.</summary>
    public Activity? Request { get; set; }
}
