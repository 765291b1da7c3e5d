using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Subscriptions;

internal static partial class TableLog
{
    [LoggerMessage(1, LogLevel.Warning, "A subscription to {Model} is brought up to date afresh, because the server sent {Reason}.")]
    public static partial void Resync(ILogger logger, string model, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The server reports a problem with a subscription to {Model}: {Code}. {Error}")]
    public static partial void SubscriptionFailed(ILogger logger, string model, string code, string error);

    [LoggerMessage(3, LogLevel.Warning, "A call with {Count} subscriptions failed.")]
    public static partial void CallFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(4, LogLevel.Warning, "The server reports a problem that none of this client's subscriptions has: {Code}. {Error}")]
    public static partial void UnaddressedError(ILogger logger, string code, string error);
}
