using Microsoft.Extensions.Logging;

namespace SyncHub.Server.Mutations;

internal static partial class MutationLog
{
    [LoggerMessage(1, LogLevel.Warning, "A rule of {Model} threw for the caller of a write; the caller is not told which position contains it, and waits for the push.")]
    public static partial void NotJudged(ILogger logger, Exception exception, string model);
}
