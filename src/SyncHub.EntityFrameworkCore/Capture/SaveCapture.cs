using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;
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
    private readonly List<(ConcernedModel Model, IUpdateEntry Entry)> _added = [];
    private readonly List<SyncKey> _keys = [];
    private RowKeys? _unread;

    /// <summary>When its first statement was about to be sent, UTC.</summary>
    public DateTimeOffset Began { get; } = services.Time.GetUtcNow();

    public MutationScope? Scope { get; } = MutationScope.Current;

    /// <summary>The System.Transactions transaction that the connection was enlisted in; null for none.</summary>
    public System.Transactions.Transaction? Ambient { get; set; }

    public IReadOnlyList<Touch> Touches => _touches;

    /// <summary>What its entry in the outbox says that it belongs to; null where none has been written.</summary>
    public Guid? OutboxCommit { get; set; }

    /// <summary>Whether there are rows of which only the keys are known.</summary>
    public bool HasUnread => _unread is not null;

    /// <summary>Looks at the entries that are about to be saved.</summary>
    public void Take(DbContext context, IList<IUpdateEntry> entries, QueriedEntities queried)
    {
        // Entities of one type are saved one after the other.
        IEntityType? type = null;
        ConcernedModel[] concerned = [];
        _touches.EnsureCapacity(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.EntityType != type)
            {
                type = entry.EntityType;
                concerned = services.ConcernedBy(context, type);
            }

            foreach (var model in concerned)
            {
                Take(model, entry, queried);
            }
        }
    }

    /// <summary>Adds rows of which only the keys are known.</summary>
    public void Take(RowKeys keys) => (_unread ??= new RowKeys()).Add(keys);

    /// <summary>Reads what the entries do not tell, in the transaction of the save.</summary>
    public async ValueTask ReadBeforesAsync(DbContext context, CancellationToken cancellationToken)
    {
        foreach (var model in _unread?.Models ?? [])
        {
            var keys = _unread!.Of(model);
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

        _unread = null;
    }

    /// <inheritdoc cref="ReadBeforesAsync"/>
    public void ReadBefores(DbContext context)
    {
        foreach (var model in _unread?.Models ?? [])
        {
            var keys = _unread!.Of(model);
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

        _unread = null;
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
            foreach (var key in KeysOf(model, entry))
            {
                yield return new Touch(model.Model, key, model.IsRow ? RowBefore.None : default);
            }
        }
    }

    private void Take(ConcernedModel model, IUpdateEntry entry, QueriedEntities queried)
    {
        if (entry.EntityState == EntityState.Added)
        {
            _added.Add((model, entry));
            if (model.IsRow)
            {
                return;
            }
        }

        var before = model.IsRow && model.Model.HasWholeOriginals ? Original(model.Model, entry, queried) : null;
        foreach (var key in KeysOf(model, entry))
        {
            if (before is { } known)
            {
                _touches.Add(new Touch(model.Model, key, known));
            }
            else
            {
                (_unread ??= new RowKeys()).Add(model.Model, key);
            }
        }
    }

    // The list of the last call is used again.
    private List<SyncKey> KeysOf(ConcernedModel model, IUpdateEntry entry)
    {
        _keys.Clear();
        model.Model.AddKeysTouchedBy(entry, model.KeyHolders, _keys);
        return _keys;
    }

    private RowBefore? Original(TrackedModel model, IUpdateEntry entry, QueriedEntities queried)
    {
        var tracked = entry.ToEntityEntry();
        if (!queried.Contains(tracked.Entity))
        {
            return null;
        }

        try
        {
            var original = model.Original(tracked);
            return model.HasPlainOriginals ? RowBefore.Of(original) : RowBefore.Of(model.BodyOf(original));
        }
#pragma warning disable CA1031 // A constructor or getter of the application's: the row is read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CaptureLog.BeforesUnknown(services.Logger, exception, model.Model.Name);
            return null;
        }
    }

    private void Add(TrackedModel model, IReadOnlySet<SyncKey> keys, IReadOnlyDictionary<SyncKey, RawJson> rows)
    {
        foreach (var key in keys)
        {
            _touches.Add(new Touch(model, key, RowBefore.Of(rows.GetValueOrDefault(key, RawJson.Null))));
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
