using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Data;
using SyncHub.Server.Schema;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Model;

/// <summary>A registered model with the types of its entities and keys.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
/// <typeparam name="TKey">The type of their keys.</typeparam>
public sealed class SyncModel<T, TKey> : SyncModel
    where T : class
    where TKey : notnull
{
    private readonly Func<T, TKey> _keyOf;
    private readonly KeyCodec<TKey> _keys;

    internal SyncModel(Func<T, TKey> keyOf, KeyCodec<TKey> keys, JsonTypeInfo<T> contract)
    {
        _keyOf = keyOf;
        _keys = keys;
        Contract = contract;
    }

    /// <inheritdoc/>
    public override string KeyDescription => _keys.Description;

    /// <inheritdoc/>
    public override Type EntityType => typeof(T);

    /// <summary>How bodies are written and read: what travels, and nothing else.</summary>
    public JsonTypeInfo<T> Contract { get; }

    /// <summary>How the rows of a source are read: like <see cref="Contract"/>, and what only has a private setter is set too.</summary>
    /// <exception cref="NotSupportedException">The type hides properties in a way that cannot be read back.</exception>
    internal JsonTypeInfo<T> Storage => field ??= StorageContract.For(Contract);

    /// <summary>What all queries over the model share.</summary>
    internal ModelQueries<T> Queries => field ??= new ModelQueries<T>(Name, Contract, Storage, KeyName);

    /// <summary>Who may see what.</summary>
    internal AccessRules<T> Rules { get; init; } = new([], [], [], []);

    /// <summary>The JSON names of what queries may name; null for everything.</summary>
    internal IReadOnlySet<string>? Queryable { get; init; }

    internal ModelAccess<T> Access => field ??= new ModelAccess<T>(Queries, Rules, Queryable);

    /// <summary>An entity's key, as the entity has it.</summary>
    public TKey KeyOf(T entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return _keyOf(entity);
    }

    /// <summary>The canonical form of a key, which is what travels.</summary>
    /// <exception cref="ArgumentException">The value cannot be a key: it is empty, or its own parser does not read what it writes.</exception>
    public SyncKey ToSyncKey(TKey key) => TryGetSyncKey(key, out var encoded)
        ? encoded
        : throw new ArgumentException($"'{encoded.Text}' cannot be a key of model '{Name}', whose keys are {KeyDescription}.", nameof(key));

    /// <summary>The canonical form of a key; false for a value that cannot be a key.</summary>
    public bool TryGetSyncKey(TKey key, out SyncKey encoded)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _keys.TryEncode(key, out encoded);
    }

    /// <summary>Reads a key from the wire; false where it is not a key of this model.</summary>
    public bool TryReadKey(JsonElement json, [MaybeNullWhen(false)] out TKey key) => _keys.TryDecode(json, out key);

    internal override ModelShape Shape => new(
        Name,
        Contract,
        KeyName,
        (_keys.JsonType, _keys.JsonFormat, _keys.Description),
        Queryable is null ? Queries.Schema : Queries.Schema.Restrict(Queryable),
        Rules.Views.Select(view => view.View?.Names).ToList());

    internal override AccessDecision Judge(SessionIdentity identity) => Access.Judge(identity);

    internal override Query ReadQuery(AccessScope scope, JsonElement filter, JsonElement order, int? top, int skip, bool total, QueryLimits limits) =>
        Query.Read((scope as AccessScope<T>)?.Schema ?? Queries.Schema, filter, order, top, skip, total, limits);

    internal override void Prepare(Query query) => Queries.Prepare(query);

    internal override LiveQueries? CreateLiveQueries(LiveQueryHost host) => host.Create(this, Queries, Access.Rows);

    /// <inheritdoc/>
    public override bool TryParseKey(JsonElement json, [NotNullWhen(true)] out SyncKey? key)
    {
        key = _keys.TryDecode(json, out var decoded) && _keys.TryEncode(decoded, out var encoded) ? encoded : default(SyncKey?);
        return key is not null;
    }

    /// <summary>The body of an entity, as it travels.</summary>
    public RawJson Serialize(T entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return new RawJson(JsonSerializer.SerializeToUtf8Bytes(entity, Contract));
    }

    /// <summary>A new entity from a body.</summary>
    /// <exception cref="JsonException">The body is none of this model's.</exception>
    public T Deserialize(RawJson body) => JsonSerializer.Deserialize(body.Utf8.Span, Contract)
        ?? throw new JsonException($"null is not a body of model '{Name}'.");
}
