using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Json;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>What one call of SaveChanges may change.</summary>
/// <param name="services">The application's.</param>
internal sealed class SaveCapture(CaptureServices services)
{
    private readonly List<Touch> _touches = [];
    private readonly List<(TrackedModel Model, EntityEntry Entry)> _added = [];
    private RowKeys? _unknown;

    /// <summary>When its first statement was about to be sent, UTC.</summary>
    public DateTimeOffset Began { get; } = services.Time.GetUtcNow();

    public MutationScope? Scope { get; } = MutationScope.Current;

    /// <summary>The System.Transactions transaction that the connection was enlisted in; null for none.</summary>
    public System.Transactions.Transaction? Ambient { get; set; }

    public IReadOnlyList<Touch> Touches => _touches;

    /// <summary>What its entry in the outbox says that it belongs to; null where none has been written.</summary>
    public Guid? OutboxCommit { get; set; }

    /// <summary>Looks at what is tracked.</summary>
    public void Take(DbContext context, QueriedEntities queried)
    {
        var tracker = context.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;

        // The save has detected changes, or the application has said that it does so itself.
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries())
            {
                if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
                {
                    foreach (var model in services.ConcernedBy(context, entry.Metadata))
                    {
                        Take(model, entry, queried);
                    }
                }
            }
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
    }

    /// <summary>Adds rows of which only the keys are known.</summary>
    public void Take(RowKeys keys) => (_unknown ??= new RowKeys()).Add(keys);

    /// <summary>Reads what the entries do not tell, in the transaction of the save.</summary>
    public async ValueTask ReadBeforesAsync(DbContext context, CancellationToken cancellationToken)
    {
        foreach (var model in _unknown?.Models ?? [])
        {
            var keys = _unknown!.Of(model);
            try
            {
                Add(model, keys, await model.ReadAsync(context, keys, cancellationToken).ConfigureAwait(false));
            }
#pragma warning disable CA1031 // What was there before is a hint; the save must not fail because of it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Add(model, keys, exception);
            }
        }

        _unknown = null;
    }

    /// <inheritdoc cref="ReadBeforesAsync"/>
    public void ReadBefores(DbContext context)
    {
        foreach (var model in _unknown?.Models ?? [])
        {
            var keys = _unknown!.Of(model);
            try
            {
                Add(model, keys, model.Read(context, keys));
            }
#pragma warning disable CA1031 // See above.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Add(model, keys, exception);
            }
        }

        _unknown = null;
    }

    /// <summary>Takes the keys of added rows, once the database has made them and before EF Core gives them up, should the save fail.</summary>
    public void TakeKeysOfAdded()
    {
        _touches.AddRange(Added());
        _added.Clear();
    }

    /// <summary>All rows, those of added entities as they are keyed at the moment: a save that is tried again may give them other keys.</summary>
    public IEnumerable<Touch> TouchesSoFar() => _touches.Concat(Added());

    private IEnumerable<Touch> Added()
    {
        foreach (var (model, entry) in _added)
        {
            var before = IsRow(model, entry) ? RawJson.Null : default;
            foreach (var key in model.KeysTouchedBy(entry))
            {
                yield return new Touch(model, key, before);
            }
        }
    }

    // Rather than a part of a row, or something that rows are made of.
    private static bool IsRow(TrackedModel model, EntityEntry entry) => !entry.Metadata.IsOwned() && model.EntityType.IsAssignableFrom(entry.Metadata.ClrType);

    private void Take(TrackedModel model, EntityEntry entry, QueriedEntities queried)
    {
        var isRow = IsRow(model, entry);
        if (entry.State == EntityState.Added)
        {
            _added.Add((model, entry));
            if (isRow)
            {
                return;
            }
        }

        var before = isRow && model.HasWholeOriginals && queried.Contains(entry.Entity) ? Original(model, entry) : default;
        foreach (var key in model.KeysTouchedBy(entry))
        {
            if (!before.IsAbsent)
            {
                _touches.Add(new Touch(model, key, before));
            }
            else
            {
                (_unknown ??= new RowKeys()).Add(model, key);
            }
        }
    }

    private RawJson Original(TrackedModel model, EntityEntry entry)
    {
        try
        {
            return model.OriginalBody(entry);
        }
#pragma warning disable CA1031 // A getter of the application's: the row is read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CaptureLog.BeforesUnknown(services.Logger, exception, model.Model.Name);
            return default;
        }
    }

    private void Add(TrackedModel model, IReadOnlySet<SyncKey> keys, IReadOnlyDictionary<SyncKey, RawJson> rows)
    {
        foreach (var key in keys)
        {
            _touches.Add(new Touch(model, key, rows.GetValueOrDefault(key, RawJson.Null)));
        }
    }

    private void Add(TrackedModel model, IReadOnlySet<SyncKey> keys, Exception exception)
    {
        CaptureLog.BeforesUnknown(services.Logger, exception, model.Model.Name);
        foreach (var key in keys)
        {
            _touches.Add(new Touch(model, key, default));
        }
    }
}
