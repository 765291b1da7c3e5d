using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using SyncHub.EntityFrameworkCore.Sources;
using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.EntityFrameworkCore.Models;

/// <inheritdoc/>
/// <param name="model">What the server knows of it.</param>
/// <param name="keyName">The property of the primary key.</param>
/// <param name="projection">What travels of an entity; null where that is the entity itself.</param>
/// <param name="originals">What the original values of an entry tell of its row.</param>
/// <param name="touched">Which rows an entry touches.</param>
/// <param name="contexts">Where contexts come from.</param>
internal sealed class TrackedModel<TContext, TEntity, T, TKey>(
    SyncModel<T, TKey> model, string keyName, Expression<Func<TEntity, T>>? projection, Originals originals, TouchedRows touched, ContextSource<TContext> contexts)
    : TrackedModel
    where TContext : DbContext
    where TEntity : class
    where T : class
    where TKey : notnull
{
    // Well below the number of parameters that any provider takes, should it not send a list as one.
    private const int KeysPerRead = 500;

    public override SyncModel Model => model;

    public override Type ContextType => typeof(TContext);

    public override Type EntityType => typeof(TEntity);

    public override bool HasWholeOriginals => originals != Originals.Partial;

    public override bool HasPlainOriginals => originals == Originals.Plain;

    /// <summary>Where contexts come from.</summary>
    public ContextSource<TContext> Contexts => contexts;

    /// <summary>The property of the primary key.</summary>
    public string KeyName => keyName;

    /// <summary>The server's side of it.</summary>
    public SyncModel<T, TKey> Typed => model;

    /// <summary>What travels of an entity; null where that is the entity itself.</summary>
    public Expression<Func<TEntity, T>>? Projection => projection;

    /// <summary>Entities as rows.</summary>
    public IQueryable<T> ToRows(IQueryable<TEntity> entities) => projection is null ? (IQueryable<T>)entities : entities.Select(projection);

    public override bool Concerns(IReadOnlyEntityType type) => touched.Concern(type);

    public override IReadOnlyList<string> KeyHoldersOf(IReadOnlyEntityType type) => touched.HoldersOf(type);

    public override SyncKey? ToSyncKey(object key) => model.TryGetSyncKey((TKey)key, out var encoded) ? encoded : default(SyncKey?);

    public override object ToKey(SyncKey key)
    {
        using var json = JsonSerializer.SerializeToDocument(key);
        return model.TryReadKey(json.RootElement, out var value)
            ? value
            : throw new ArgumentException($"'{key.Text}' is no key of model '{model.Name}', whose keys are {model.KeyDescription}.", nameof(key));
    }

    public override object Original(EntityEntry entry) => entry.OriginalValues.ToObject();

    public override RawJson BodyOf(object original) => model.Serialize((T)original);

    public override async Task<IReadOnlyDictionary<SyncKey, RawJson>> ReadAsync(
        DbContext context, IReadOnlyCollection<SyncKey> keys, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<SyncKey, RawJson>(keys.Count);
        foreach (var some in keys.Chunk(KeysPerRead))
        {
            await foreach (var row in OfKeys(context, some).AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                Add(rows, row);
            }
        }

        return rows;
    }

    public override IReadOnlyDictionary<SyncKey, RawJson> Read(DbContext context, IReadOnlyCollection<SyncKey> keys)
    {
        var rows = new Dictionary<SyncKey, RawJson>(keys.Count);
        foreach (var some in keys.Chunk(KeysPerRead))
        {
            foreach (var row in OfKeys(context, some))
            {
                Add(rows, row);
            }
        }

        return rows;
    }

    public override async Task<IReadOnlyDictionary<SyncKey, RawJson>> ReadCommittedAsync(IReadOnlyCollection<SyncKey> keys, CancellationToken cancellationToken)
    {
        await using var lease = await contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(lease.Context, keys, cancellationToken).ConfigureAwait(false);
    }

    // Apart from reading: whatever a getter throws says nothing about the database.
    private void Add(Dictionary<SyncKey, RawJson> rows, T row)
    {
        try
        {
            rows[model.ToSyncKey(model.KeyOf(row))] = model.Serialize(row);
        }
        catch (Exception exception)
        {
            throw new UnreadableRowException(model.Name, exception);
        }
    }

    private IQueryable<T> OfKeys(DbContext context, IEnumerable<SyncKey> keys)
    {
        var wanted = keys.Select(key => (TKey)ToKey(key)).ToList();
        return ToRows(context.Set<TEntity>().AsNoTracking().Where(entity => wanted.Contains(EF.Property<TKey>(entity, keyName))));
    }
}
