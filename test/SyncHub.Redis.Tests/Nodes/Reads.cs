using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SyncHub.Redis.Tests.Nodes;

/// <summary>Counts the queries that a node sends to the database.</summary>
internal sealed class Reads : DbCommandInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.CommandSource == CommandSource.LinqQuery)
        {
            Interlocked.Increment(ref _count);
        }

        return ValueTask.FromResult(result);
    }
}
