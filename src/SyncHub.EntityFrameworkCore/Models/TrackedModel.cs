using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;
using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>A registered model and the entity type of a DbContext that its rows are made of. Immutable, safe for concurrent use.</summary>
internal abstract class TrackedModel
{
    /// <summary>What the server knows of it.</summary>
    public abstract SyncModel Model { get; }

    /// <summary>The type of the DbContext.</summary>
    public abstract Type ContextType { get; }

    /// <summary>The CLR type of the entities, of which derived ones are rows of the model too.</summary>
    public abstract Type EntityType { get; }

    /// <summary>
    /// Whether a body can be made of an entry's own original values: nothing of it comes from navigations, owned entities or other tables.
    /// </summary>
    public abstract bool HasWholeOriginals { get; }

    /// <summary>Whether entries of a type can touch rows of the model.</summary>
    public abstract bool Concerns(IReadOnlyEntityType type);

    /// <summary>The properties of an entity type that hold the primary keys of rows of the model; none for a type of which no row is made.</summary>
    public abstract IReadOnlyList<string> KeyHoldersOf(IReadOnlyEntityType type);

    /// <summary>
    /// Adds the rows of the model that an entry of any entity type touches, before and after its change: the entity itself, the owner of what is
    /// owned, the principals of a dependent or join entity that the projection reads. A key that the database has yet to generate is left out:
    /// ask again after the save.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="holders">The properties of its type that hold keys of rows.</param>
    /// <param name="keys">What they are added to, each once.</param>
    public void AddKeysTouchedBy(IUpdateEntry entry, IReadOnlyList<IProperty> holders, List<SyncKey> keys)
    {
        foreach (var holder in holders)
        {
            if (entry.HasTemporaryValue(holder))
            {
                continue;
            }

            Add(keys, entry.GetCurrentValue(holder));
            if (entry.EntityState is not (EntityState.Added or EntityState.Detached))
            {
                Add(keys, entry.GetOriginalValue(holder));
            }
        }
    }

    /// <summary>The row's key as it travels, from the value of the primary key; null for a value that cannot be a key.</summary>
    public abstract SyncKey? ToSyncKey(object key);

    /// <summary>The value of the primary key of a key as it travels.</summary>
    public abstract object ToKey(SyncKey key);

    /// <summary>
    /// The entity as this context read it, as an object of its own. Only with <see cref="HasWholeOriginals"/>, of an entity that was queried.
    /// </summary>
    public abstract object Original(EntityEntry entry);

    /// <summary>Whether such an object shares nothing that can change with the entity that it was made of.</summary>
    public abstract bool HasPlainOriginals { get; }

    /// <summary>The row of an entity that is one.</summary>
    public abstract RawJson BodyOf(object original);

    /// <summary>Reads rows as a context sees them, its own transaction included; rows that are not there are left out.</summary>
    public abstract Task<IReadOnlyDictionary<SyncKey, RawJson>> ReadAsync(
        DbContext context, IReadOnlyCollection<SyncKey> keys, CancellationToken cancellationToken);

    /// <inheritdoc cref="ReadAsync(DbContext, IReadOnlyCollection{SyncKey}, CancellationToken)"/>
    public abstract IReadOnlyDictionary<SyncKey, RawJson> Read(DbContext context, IReadOnlyCollection<SyncKey> keys);

    /// <summary>Reads committed rows through a context of its own; rows that are not there are left out.</summary>
    public abstract Task<IReadOnlyDictionary<SyncKey, RawJson>> ReadCommittedAsync(
        IReadOnlyCollection<SyncKey> keys, CancellationToken cancellationToken);

    private void Add(List<SyncKey> keys, object? value)
    {
        if (value is not null && ToSyncKey(value) is { } key && !keys.Contains(key))
        {
            keys.Add(key);
        }
    }
}
