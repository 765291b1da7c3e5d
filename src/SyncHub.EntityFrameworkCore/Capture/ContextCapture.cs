using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.EntityFrameworkCore.Publishing;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>What is known of a context between its calls. Used by one thread at a time, as the context is.</summary>
internal sealed class ContextCapture
{
    private static readonly ConditionalWeakTable<DbContext, ContextCapture> Contexts = [];

    private readonly int _lease;
    private readonly CaptureServices? _services;
    private readonly QueriedEntities? _queried;
    private readonly List<UncommittedWork> _external = [];
    private readonly OutboxWriter? _outbox;
    private AutoTransactionBehavior? _autoTransactions;
    private SaveCapture? _save;
    private bool _isInBulk;

    private ContextCapture(DbContext context, int lease)
    {
        _lease = lease;
        _services = CaptureServices.Of(context);
        if (_services is not null)
        {
            _queried = new QueriedEntities(context.ChangeTracker, _services.Time);
            _outbox = CaptureServices.IsDurable(context) ? new OutboxWriter(_services.Outbox) : null;

            // Of a concurrency conflict no interceptor is told for certain that it ended the save.
            context.SaveChangesFailed += OnFailed;
        }
    }

    /// <summary>That of a context; null where the application has no SyncHub. A pooled one begins anew with each lease.</summary>
    public static ContextCapture? Of(DbContext? context)
    {
        if (context is null)
        {
            return null;
        }

        var lease = context.ContextId.Lease;
        if (!Contexts.TryGetValue(context, out var known) || known._lease != lease)
        {
            known = new ContextCapture(context, lease);
            Contexts.AddOrUpdate(context, known);
        }

        return known._services is null ? null : known;
    }

    /// <summary>The application's services.</summary>
    public CaptureServices Services => _services!;

    /// <summary>SaveChanges was called.</summary>
    public void BeginSave(DbContext context)
    {
        if (_outbox is not null)
        {
            // What is written to the outbox commits with the save, be it of one statement.
            _autoTransactions ??= context.Database.AutoTransactionBehavior;
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        }
    }

    /// <summary>The save that is about to send its first statement, on an open connection; null where it is tried again.</summary>
    public SaveCapture? TakeSave(DbContext context, IList<IUpdateEntry> entries)
    {
        if (_save is not null)
        {
            return null;
        }

        _save = new SaveCapture(_services!);
        try
        {
            _save.Ambient = AmbientOf(context);
            _save.Take(context, entries, _queried!);
        }
#pragma warning disable CA1031 // Models that cannot be built, say: the save itself is none the worse for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CaptureLog.CaptureFailed(_services!.Logger, exception, context.GetType());
        }

        return _save;
    }

    /// <summary>The commit of the save's own transaction failed, and EF Core is about to forget the keys that the database made.</summary>
    public void CommitFailed() => _save?.TakeKeysOfAdded();

    /// <summary>A transaction is about to commit: the save's own, if there is a save.</summary>
    public void WriteOutbox(DbContext context, DbTransaction transaction)
    {
        if (_outbox is not null && _save is { } save)
        {
            _outbox.Write(context, save, transaction);
        }
    }

    /// <inheritdoc cref="WriteOutbox"/>
    public Task WriteOutboxAsync(DbContext context, DbTransaction transaction, CancellationToken cancellationToken) =>
        _outbox is not null && _save is { } save ? _outbox.WriteAsync(context, save, transaction, cancellationToken) : Task.CompletedTask;

    /// <summary>SaveChanges is over, or another begins while interceptors are told of its end.</summary>
    /// <param name="context">The context.</param>
    /// <param name="end">How it ended.</param>
    public void EndSave(DbContext context, SaveEnd end)
    {
        if (TakeEnded(context) is { } save)
        {
            if (_outbox is null)
            {
                Publish(context, save, end);
            }
            else
            {
                _outbox.End(context, save, hasFailed: end != SaveEnd.Done);
            }
        }
    }

    /// <inheritdoc cref="EndSave"/>
    public Task EndSaveAsync(DbContext context, SaveEnd end) =>
        TakeEnded(context) is { } save ? EndAsync(context, save, end) : Task.CompletedTask;

    /// <summary>A bulk statement that is to be told is about to begin, on an open connection.</summary>
    public SaveCapture BeginBulk(DbContext context)
    {
        _isInBulk = true;
        return new SaveCapture(_services!) { Ambient = AmbientOf(context) };
    }

    /// <summary>It is over.</summary>
    public void EndBulk() => _isInBulk = false;

    /// <summary>The transaction that a bulk statement is part of may commit what it did.</summary>
    public Task TellBulkAsync(DbContext context, SaveCapture bulk, SaveEnd end) =>
        bulk.Touches.Count == 0 ? Task.CompletedTask : EndAsync(context, bulk, end);

    /// <summary>A statement is about to be sent that changes rows past SaveChanges.</summary>
    /// <param name="context">The context.</param>
    /// <param name="entity">What it changes, if that is an entity.</param>
    /// <param name="sources">What it changes one of, if it is none.</param>
    public void BeforeBulk(DbContext context, Type entity, Func<IReadOnlyList<Type>> sources)
    {
        if (!_isInBulk)
        {
            _services!.Bypasses.Warn(context, entity, sources);
        }
    }

    /// <summary>The System.Transactions transaction that an open connection is enlisted in; null for none.</summary>
    public static System.Transactions.Transaction? AmbientOf(DbContext context) =>
        context.GetService<IRelationalConnection>() is ITransactionEnlistmentManager connection ? connection.EnlistedTransaction ?? connection.CurrentAmbientTransaction : null;

    /// <summary>The application says that its own transactions have been committed.</summary>
    public Task PublishExternal()
    {
        var publications = new List<Task>(_external.Count);
        foreach (var work in _external)
        {
            publications.Add(work.Publish());
        }

        _external.Clear();
        return Task.WhenAll(publications);
    }

    /// <summary>The save that is over; null where it changed nothing that anybody follows.</summary>
    private SaveCapture? TakeEnded(DbContext context)
    {
        if (_autoTransactions is { } behavior)
        {
            _autoTransactions = null;
            context.Database.AutoTransactionBehavior = behavior;
        }

        if (_save is not { } save)
        {
            return null;
        }

        _save = null;
        save.TakeKeysOfAdded();
        return save.Touches.Count == 0 ? null : save;
    }

    private Task EndAsync(DbContext context, SaveCapture save, SaveEnd end)
    {
        if (_outbox is not null)
        {
            return _outbox.EndAsync(context, save, hasFailed: end != SaveEnd.Done);
        }

        Publish(context, save, end);
        return Task.CompletedTask;
    }

    private void Publish(DbContext context, SaveCapture save, SaveEnd end)
    {
        var publisher = _services!.Publisher;
        if (context.Database.CurrentTransaction is { } transaction)
        {
            var work = OpenTransactions.Of(transaction.GetDbTransaction());
            work.Add(save, publisher);
            if (!work.EndIsSeen && !_external.Contains(work))
            {
                _external.Add(work);
            }
        }
        else if (save.Ambient is { } ambient)
        {
            OpenTransactions.Of(ambient).Add(save, publisher);
        }
        else if (end == SaveEnd.InDoubt)
        {
            publisher.PublishInDoubt(new Publication(save.Touches, save.Began, save.Scope));
        }
        else if (end == SaveEnd.Done)
        {
            publisher.Publish(new Publication(save.Touches, save.Began, save.Scope));
        }
    }

    private void OnFailed(object? sender, SaveChangesFailedEventArgs failure) => EndSave((DbContext)sender!, FailedSave.EndOf((DbContext)sender!, failure.Exception));
}
