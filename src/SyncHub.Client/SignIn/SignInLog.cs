using Microsoft.Extensions.Logging;

namespace SyncHub.Client.SignIn;

internal static partial class SignInLog
{
    [LoggerMessage(1, LogLevel.Information, "Signed in; the grant ends at {ExpiresAt}.")]
    public static partial void SignedIn(ILogger logger, DateTimeOffset? expiresAt);

    [LoggerMessage(2, LogLevel.Warning, "A sign-in came to nothing: {Code}. {Reason}")]
    public static partial void SignInFailed(ILogger logger, string code, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The grant ended at {ExpiresAt} by this machine's clock, although it has just been given; check the clocks. It is renewed in {Delay}.")]
    public static partial void ClocksDisagree(ILogger logger, DateTimeOffset expiresAt, TimeSpan delay);
}
