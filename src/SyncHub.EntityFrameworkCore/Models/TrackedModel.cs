using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
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
    /// The rows of the model that an entry of any entity type touches, before and after its change: the entity itself, the owner of what is
    /// owned, the principals of a dependent or join entity that the projection reads. A key that the database has yet to generate is left out:
    /// ask again after the save.
    /// </summary>
    public abstract IReadOnlyList<SyncKey> KeysTouchedBy(EntityEntry entry);

    /// <summary>The row's key as it travels, from the value of the primary key; null for a value that cannot be a key.</summary>
    public abstract SyncKey? ToSyncKey(object key);

    /// <summary>The value of the primary key of a key as it travels.</summary>
    public abstract object ToKey(SyncKey key);

    /// <summary>The row as this context read it. Only with <see cref="HasWholeOriginals"/>, of an entity that was queried.</summary>
    public abstract RawJson OriginalBody(EntityEntry entry);

    /// <summary>Reads rows as a context sees them, its own transaction included; rows that are not there are left out.</summary>
    public abstract Task<IReadOnlyDictionary<SyncKey, RawJson>> ReadAsync(
        DbContext context, IReadOnlyCollection<SyncKey> keys, CancellationToken cancellationToken);

    /// <inheritdoc cref="ReadAsync(DbContext, IReadOnlyCollection{SyncKey}, CancellationToken)"/>
    public abstract IReadOnlyDictionary<SyncKey, RawJson> Read(DbContext context, IReadOnlyCollection<SyncKey> keys);

    /// <summary>Reads committed rows through a context of its own; rows that are not there are left out.</summary>
    public abstract Task<IReadOnlyDictionary<SyncKey, RawJson>> ReadCommittedAsync(
        IReadOnlyCollection<SyncKey> keys, CancellationToken cancellationToken);
}
