using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>
/// Looks at a save where all that it changes is settled, and nothing is sent yet: changes are detected, cascades done, and interceptors of the application's
/// have made theirs. In the place of EF Core's own database service, because an interceptor of commands would cost each command its event data.
/// </summary>
internal sealed class CapturingDatabase(DatabaseDependencies dependencies, RelationalDatabaseDependencies relationalDependencies)
    : RelationalDatabase(dependencies, relationalDependencies)
{
    private IRelationalConnection Connection => RelationalDependencies.Connection;

    public override int SaveChanges(IList<IUpdateEntry> entries)
    {
        if (ContextCapture.Of(Connection.Context) is not { } capture)
        {
            return base.SaveChanges(entries);
        }

        // What the save is part of is known of an open connection only.
        Connection.Open();
        try
        {
            return capture.TakeSave(Connection.Context, entries) is { HasUnread: true } save ? ReadAndSave(save, entries) : base.SaveChanges(entries);
        }
        finally
        {
            Connection.Close();
        }
    }

    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        if (ContextCapture.Of(Connection.Context) is not { } capture)
        {
            return await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        }

        await Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return capture.TakeSave(Connection.Context, entries) is { HasUnread: true } save
                ? await ReadAndSaveAsync(save, entries, cancellationToken).ConfigureAwait(false)
                : await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Connection.CloseAsync().ConfigureAwait(false);
        }
    }

    // In the save's transaction: begun here where EF Core would begin it a moment later.
    private int ReadAndSave(SaveCapture save, IList<IUpdateEntry> entries)
    {
        var context = Connection.Context;
        if (!BeginsTransaction(context))
        {
            save.ReadBefores(context);
            return base.SaveChanges(entries);
        }

        using var savepoints = new WithoutSavepoints(context.Database);
        using var transaction = Connection.BeginTransaction();
        save.ReadBefores(context);
        var saved = base.SaveChanges(entries);
        transaction.Commit();
        return saved;
    }

    private async Task<int> ReadAndSaveAsync(SaveCapture save, IList<IUpdateEntry> entries, CancellationToken cancellationToken)
    {
        var context = Connection.Context;
        if (!BeginsTransaction(context))
        {
            await save.ReadBeforesAsync(context, cancellationToken).ConfigureAwait(false);
            return await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        }

        using var savepoints = new WithoutSavepoints(context.Database);
        var transaction = await Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await save.ReadBeforesAsync(context, cancellationToken).ConfigureAwait(false);
            var saved = await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return saved;
        }
    }

    private bool BeginsTransaction(DbContext context) =>
        context.Database.AutoTransactionBehavior != AutoTransactionBehavior.Never && Connection.CurrentTransaction is null && ContextCapture.AmbientOf(context) is null;

    /// <summary>EF Core sets a savepoint in a transaction that is not its own; this one is as good as its own.</summary>
    private readonly struct WithoutSavepoints : IDisposable
    {
        private readonly DatabaseFacade _database;
        private readonly bool _before;

        public WithoutSavepoints(DatabaseFacade database)
        {
            _database = database;
            _before = database.AutoSavepointsEnabled;
            database.AutoSavepointsEnabled = false;
        }

        public void Dispose() => _database.AutoSavepointsEnabled = _before;
    }
}
