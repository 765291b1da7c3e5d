using Microsoft.Extensions.Logging;

namespace SyncHub.EntityFrameworkCore.Publishing;

internal static partial class PublisherLog
{
    [LoggerMessage(1, LogLevel.Warning, "Commits cannot be told to subscribers at the moment, and wait in order; it is tried again until it works.")]
    public static partial void Interrupted(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Commits are told to subscribers again, after {Attempts} attempts that failed.")]
    public static partial void Resumed(ILogger logger, int attempts);

    [LoggerMessage(3, LogLevel.Error, "A row of model {Model} cannot be read or made into a body; subscribers keep what they had of it until it is saved again.")]
    public static partial void Unreadable(ILogger logger, Exception exception, string model);

    [LoggerMessage(4, LogLevel.Warning, "More commits wait to be told to subscribers than there is room for. What found none is made up for by refreshing all subscriptions of {Models}.")]
    public static partial void Overflowed(ILogger logger, string models);

    [LoggerMessage(5, LogLevel.Warning, "The application stopped before {Commits} commits could be told to subscribers; who comes back to this epoch of the change log may miss them.")]
    public static partial void Abandoned(ILogger logger, int commits);
}
