using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Tells a save that the database has refused from one that it may have done.</summary>
internal static class FailedSave
{
    // That of SQLite, whose exceptions have no SQLSTATE.
    private const int SqliteConstraint = 19;

    public static SaveEnd EndOf(DbContext context, Exception exception)
    {
        if (context.Database.AutoTransactionBehavior == AutoTransactionBehavior.Never)
        {
            // Each statement commits by itself, those before the refused one too.
            return SaveEnd.InDoubt;
        }

        if (context.Database.CreateExecutionStrategy().RetriesOnFailure)
        {
            // An earlier attempt may have been committed unheard: then this one conflicts with it.
            return SaveEnd.InDoubt;
        }

        return IsRefusal(exception) ? SaveEnd.Refused : SaveEnd.InDoubt;
    }

    /// <summary>Whether it is an answer of the database's to one statement: another version than expected, or a constraint violated.</summary>
    public static bool IsRefusal(Exception exception) => exception switch
    {
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: DbException { IsTransient: false } inner } => IsConstraintViolation(inner),
        _ => false,
    };

    private static bool IsConstraintViolation(DbException exception) => exception.SqlState is { } state
        ? state.StartsWith("23", StringComparison.Ordinal)
        : exception.GetType().GetProperty("SqliteErrorCode")?.GetValue(exception) is SqliteConstraint;
}
