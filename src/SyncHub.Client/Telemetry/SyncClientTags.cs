using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Telemetry;

/// <summary>The tags of metrics and activities, and the values that have names of their own.</summary>
internal static class SyncClientTags
{
    public const string Model = "synchub.model";
    public const string State = "synchub.state";
    public const string Mode = "synchub.mode";
    public const string Outcome = "synchub.outcome";
    public const string Result = "synchub.result";
    public const string Reason = "synchub.reason";
    public const string Operation = "synchub.operation";
    public const string Error = "error.type";

    /// <summary>Null for a client that is not to be counted.</summary>
    public static string? Name(SyncConnectionState state) => state switch
    {
        SyncConnectionState.Connecting => "connecting",
        SyncConnectionState.Connected => "connected",
        SyncConnectionState.Waiting => "waiting",
        SyncConnectionState.GivenUp => "given_up",
        _ => null,
    };

    public static string Name(SubscriptionPhase phase) => phase switch
    {
        SubscriptionPhase.Connecting => "connecting",
        SubscriptionPhase.Cached => "cached",
        SubscriptionPhase.Synced => "synced",
        SubscriptionPhase.Suspended => "suspended",
        SubscriptionPhase.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without a name."),
    };
}
