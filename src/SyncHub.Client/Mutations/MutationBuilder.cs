using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Mutations;
using SyncHub.Json;

namespace SyncHub.Client;

/// <summary>Says what a mutation changes, see <see cref="SyncClient.Mutate"/>. Model names are as for subscriptions.</summary>
public sealed class MutationBuilder
{
    private readonly JsonSerializerOptions _options;
    private readonly Func<Type, string?, string> _modelName;
    private readonly ImmutableArray<RowWrite>.Builder _writes = ImmutableArray.CreateBuilder<RowWrite>();

    internal MutationBuilder(JsonSerializerOptions options, Func<Type, string?, string> modelName)
    {
        _options = options;
        _modelName = modelName;
    }

    /// <summary>Adds an entity. Where the server has one of this key already, that is shown.</summary>
    /// <typeparam name="T">The entity's type.</typeparam>
    /// <param name="key">
    /// Its key. Where the server chooses keys, any that no other row has: the mutation's own push takes the place of this one.
    /// </param>
    /// <param name="entity">The whole entity, key included.</param>
    /// <param name="model">The model's name on the server. Default: as for a subscription to <typeparamref name="T"/>.</param>
    /// <exception cref="ArgumentException">The entity cannot be written as a JSON object.</exception>
    public MutationBuilder Add<T>(SyncKey key, T entity, string? model = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(entity);
        var body = JsonText.Of(entity, _options.Contract<T>(), typeof(T).Name);
        return Subscriptions.EntityBody.IsObject(body)
            ? Take<T>(new RowWrite(string.Empty, key.Text, RowWriteKind.Add) { Body = body }, model)
            : throw new ArgumentException($"{typeof(T).Name} is not written as a JSON object and so cannot be an entity.", nameof(entity));
    }

    /// <summary>Changes properties of an entity. Where there is no such entity, nothing is shown.</summary>
    /// <typeparam name="T">The entity's type.</typeparam>
    /// <param name="key">Its key, which stays.</param>
    /// <param name="change">The properties and their new values.</param>
    /// <param name="model">The model's name on the server. Default: as for a subscription to <typeparamref name="T"/>.</param>
    /// <exception cref="ArgumentException">Nothing is set, or a property does not travel.</exception>
    public MutationBuilder Update<T>(SyncKey key, Action<PropertyChanges<T>> change, string? model = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(change);
        var changes = new PropertyChanges<T>(_options.Contract<T>());
        change(changes);
        return Take<T>(new RowWrite(string.Empty, key.Text, RowWriteKind.Update) { Change = changes.Build() }, model);
    }

    /// <summary>Changes properties of an entity, given as the JSON object that the application's own request carries.</summary>
    /// <typeparam name="T">The entity's type.</typeparam>
    /// <param name="key">Its key, which stays.</param>
    /// <param name="change">An object with the top-level properties and their new values, under their names on the wire.</param>
    /// <param name="model">The model's name on the server. Default: as for a subscription to <typeparamref name="T"/>.</param>
    /// <exception cref="ArgumentException">The change is no object, or has no properties.</exception>
    public MutationBuilder Update<T>(SyncKey key, JsonElement change, string? model = null)
        where T : class
    {
        if (change.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"The change is a JSON {change.ValueKind}; give an object with the properties that change.", nameof(change));
        }

        return change.EnumerateObject().Any()
            ? Take<T>(new RowWrite(string.Empty, key.Text, RowWriteKind.Update) { Change = RawJson.From(change) }, model)
            : throw new ArgumentException("The change has no properties; give those that change.", nameof(change));
    }

    /// <summary>Removes an entity. Where there is none, nothing changes, no count either.</summary>
    /// <typeparam name="T">The entity's type.</typeparam>
    /// <param name="key">Its key.</param>
    /// <param name="model">The model's name on the server. Default: as for a subscription to <typeparamref name="T"/>.</param>
    public MutationBuilder Remove<T>(SyncKey key, string? model = null)
        where T : class => Take<T>(new RowWrite(string.Empty, key.Text, RowWriteKind.Remove), model);

    internal ImmutableArray<RowWrite> Build() => _writes.Count > 0
        ? _writes.ToImmutable()
        : throw new ArgumentException("The mutation changes nothing; call Add, Update or Remove.");

    private MutationBuilder Take<T>(RowWrite write, string? model)
    {
        _writes.Add(write with { Model = _modelName(typeof(T), model) });
        return this;
    }
}
