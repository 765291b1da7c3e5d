using Microsoft.EntityFrameworkCore.Infrastructure;
using SyncHub.EntityFrameworkCore.Capture;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Tells SyncHub what it cannot see.</summary>
public static class SyncHubDatabaseFacadeExtensions
{
    /// <summary>
    /// Says that a transaction which the application handed to <c>UseTransaction</c> has been committed by the application itself, which EF Core does not
    /// see: what this context saved in it reaches subscribers then. To be called after the commit. Not needed where the transaction was begun or is
    /// committed through a context. Without this call nothing of it is told; after a rollback there is nothing to call.
    /// </summary>
    /// <param name="database">That of the context that saved.</param>
    public static void PublishSyncChanges(this DatabaseFacade database) => Publish(database);

    /// <inheritdoc cref="PublishSyncChanges"/>
    /// <param name="database">That of the context that saved.</param>
    /// <param name="cancellationToken">Ends the waiting, not the publication.</param>
    /// <returns>Completes when the change log has it; cancelled where it never will, as too much waited already.</returns>
    public static Task PublishSyncChangesAsync(this DatabaseFacade database, CancellationToken cancellationToken = default) =>
        Publish(database).WaitAsync(cancellationToken);

    private static Task Publish(DatabaseFacade database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return ContextCapture.Of(database.GetService<ICurrentDbContext>().Context)?.PublishExternal() ?? Task.CompletedTask;
    }
}
