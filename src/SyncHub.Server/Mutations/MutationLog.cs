using Microsoft.Extensions.Logging;

namespace SyncHub.Server.Mutations;

internal static partial class MutationLog
{
    [LoggerMessage(1, LogLevel.Warning, "A rule of {Model} threw for the caller of a write; the caller is not told which position contains it, and waits for the push.")]
    public static partial void NotJudged(ILogger logger, Exception exception, string model);

    [LoggerMessage(2, LogLevel.Warning, "A write of the mutation {Mutation} has not reached the change log; the caller is not told which positions contain it, and waits for the push.")]
    public static partial void NotPublished(ILogger logger, Exception exception, string mutation);
}
