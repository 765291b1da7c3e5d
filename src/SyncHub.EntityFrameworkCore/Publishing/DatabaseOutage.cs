using System.Data.Common;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>Tells a database that does not answer, which may do so later, from a row that cannot be read, which never will.</summary>
internal static class DatabaseOutage
{
    public static bool Is(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is UnreadableRowException)
            {
                return false;
            }

            if (cause is DbException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                return true;
            }
        }

        return false;
    }
}
