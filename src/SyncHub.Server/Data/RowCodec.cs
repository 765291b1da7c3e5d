using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.Server.Data;

/// <summary>Turns entities into rows and rows into new entities, which nobody else holds.</summary>
internal sealed class RowCodec<T, TKey>(SyncModel<T, TKey> model)
    where T : class
    where TKey : notnull
{
    private readonly JsonTypeInfo<T> _storage = model.Storage;
    private readonly bool _takesDerived = model.Contract.PolymorphismOptions is not null;

    /// <summary>The texts of an entity: what travels, and the whole of it.</summary>
    public RowTexts ToTexts(T entity)
    {
        if (!_takesDerived && entity.GetType() != typeof(T))
        {
            throw new ArgumentException(
                $"A {entity.GetType().Name} would lose what it has beyond {typeof(T).Name} in model '{model.Name}'. "
                + $"Name it on {typeof(T).Name} with [JsonDerivedType], or give a plain {typeof(T).Name}.",
                nameof(entity));
        }

        var body = model.Serialize(entity);
        return ReferenceEquals(_storage, model.Contract)
            ? new RowTexts(body, body)
            : new RowTexts(body, new RawJson(JsonSerializer.SerializeToUtf8Bytes(entity, _storage)));
    }

    /// <summary>The row of these texts.</summary>
    public StoredRow<T> ToRow(SyncKey key, RowTexts texts) => new(new Row<T>(key, texts.Body, _storage), texts.Full);

    /// <summary>A new entity from a row.</summary>
    public T ToEntity(StoredRow<T> row) => ToEntity(row.Full.Utf8.Span);

    /// <summary>A new entity from a row's full text.</summary>
    /// <exception cref="JsonException">The text is no entity.</exception>
    public T ToEntity(ReadOnlySpan<byte> full) => JsonSerializer.Deserialize(full, _storage)
        ?? throw new JsonException($"null is not an entity of model '{model.Name}'.");
}
