using Microsoft.Extensions.Logging;

namespace SyncHub.EntityFrameworkCore.Outbox;

internal static partial class OutboxLog
{
    public static void Failed(ILogger logger, Exception exception, int failures, Type context)
    {
        if (failures == 1)
        {
            Interrupted(logger, exception, context);
        }
    }

    public static void Recovered(ILogger logger, int failures, Type context)
    {
        if (failures > 0)
        {
            Resumed(logger, context, failures);
        }
    }

    [LoggerMessage(3, LogLevel.Error, "Entry {Id} of the outbox names model '{Model}', which this application does not have; it is left out.")]
    public static partial void UnknownModel(ILogger logger, long id, string model);

    [LoggerMessage(4, LogLevel.Error, "Entry {Id} of the outbox cannot be read; its rows are left out.")]
    public static partial void Unreadable(ILogger logger, Exception exception, long id);

    [LoggerMessage(1, LogLevel.Warning, "The outbox of {Context} cannot be relayed at the moment; what it holds waits in the database, and it is tried again until it works.")]
    private static partial void Interrupted(ILogger logger, Exception exception, Type context);

    [LoggerMessage(2, LogLevel.Information, "The outbox of {Context} is relayed again, after {Attempts} attempts that failed.")]
    private static partial void Resumed(ILogger logger, Type context, int attempts);
}
