using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Data;

/// <summary>One version of a row: its key, its body as it travels, and the entity that queries look at. Immutable, and shared by all who hold it.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
public sealed class Row<T> : IKeyed
    where T : class
{
    private readonly JsonTypeInfo<T> _contract;
    private T? _entity;

    /// <summary>Wraps a body, which is read only when the entity is asked for.</summary>
    /// <param name="key">The row's canonical key.</param>
    /// <param name="body">The body as it travels; the memory must not change afterwards.</param>
    /// <param name="contract">How the body is read.</param>
    public Row(SyncKey key, RawJson body, JsonTypeInfo<T> contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Key = key;
        Body = body;
        _contract = contract;
    }

    /// <summary>The row's canonical key.</summary>
    public SyncKey Key { get; }

    /// <summary>The body as it travels.</summary>
    public RawJson Body { get; }

    /// <summary>The entity, with what travels and nothing else. Nobody may change it.</summary>
    /// <exception cref="JsonException">The body is no entity.</exception>
    public T Entity =>
        // Two threads may both read the body, and either result will do.
        _entity ??= JsonSerializer.Deserialize(Body.Utf8.Span, _contract) ?? throw new JsonException($"null is not a {typeof(T).Name}.");
}
