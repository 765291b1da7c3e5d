using System.Collections.Immutable;
using System.Text.Json;
using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server;

/// <summary>
/// Writes that are committed together or not at all. Each sees those before it; one that throws changes nothing, and where its exception is
/// caught the rest can still be committed. To be used by one thread, and only until the callback that it was given to returns.
/// </summary>
/// <typeparam name="T">The type of the entities.</typeparam>
/// <typeparam name="TKey">The type of their keys.</typeparam>
public sealed class DataSetBatch<T, TKey>
    where T : class
    where TKey : notnull
{
    private readonly SyncModel<T, TKey> _model;
    private readonly RowCodec<T, TKey> _codec;
    private readonly List<Change> _changes = [];
    private bool _closed;

    internal DataSetBatch(SyncModel<T, TKey> model, RowCodec<T, TKey> codec, ImmutableDictionary<SyncKey, StoredRow<T>> rows)
    {
        _model = model;
        _codec = codec;
        Rows = rows;
    }

    /// <summary>The rows with the writes so far.</summary>
    internal ImmutableDictionary<SyncKey, StoredRow<T>> Rows { get; private set; }

    /// <summary>What those writes are to the log. Not all of them are anything: what does not travel is none of its business.</summary>
    internal IReadOnlyList<Change> Changes => _changes;

    /// <summary>Adds an entity and returns a copy of it.</summary>
    /// <exception cref="ArgumentException">The entity has no valid key.</exception>
    /// <exception cref="EntityExistsException">Its key is taken.</exception>
    public T Add(T entity)
    {
        var (key, row, copy) = Read(entity);
        if (Rows.ContainsKey(key))
        {
            throw new EntityExistsException(_model.Name, key);
        }

        Rows = Rows.Add(key, row);
        _changes.Add(new Change { Model = _model.Name, Key = key, Kind = ChangeKind.Add, After = row.Body });
        return copy;
    }

    /// <summary>Replaces an entity as a whole, what does not travel included, and returns a copy of it.</summary>
    /// <exception cref="ArgumentException">The entity has no valid key.</exception>
    /// <exception cref="EntityNotFoundException">There is no entity with its key.</exception>
    public T Update(T entity)
    {
        var (key, row, copy) = Read(entity);
        Replace(key, Find(key), row);
        return copy;
    }

    /// <summary>Changes an entity through a callback that is given a copy of it, and returns another copy of the result.</summary>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    /// <exception cref="EntityPatchException">The callback changed the key.</exception>
    public T Patch(TKey key, Action<T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Patch(key, entity =>
        {
            change(entity);
            return entity;
        });
    }

    /// <summary>Changes an entity through a callback that is given a copy of it and returns what it shall be; returns another copy of that.</summary>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    /// <exception cref="EntityPatchException">The callback changed the key, or returned null.</exception>
    public T Patch(TKey key, Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return PatchRow(key, row => change(_codec.ToEntity(row)));
    }

    /// <summary>Sets the top-level properties that a JSON object holds, leaves the others as they are, and returns a copy of the result.</summary>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    /// <exception cref="EntityPatchException">
    /// The changes are no object, or one of their properties is unknown, read-only, of the wrong type, or another key.
    /// </exception>
    public T Patch(TKey key, JsonElement changes) =>
        PatchRow(key, row => new JsonPatch<T, TKey>(_model, _codec).Apply(row, changes));

    /// <summary>Removes an entity and returns it as it was.</summary>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    public T Remove(TKey key)
    {
        ThrowIfClosed();
        var encoded = _model.ToSyncKey(key);
        var row = Find(encoded);
        var entity = _codec.ToEntity(row);
        Rows = Rows.Remove(encoded);
        _changes.Add(new Change { Model = _model.Name, Key = encoded, Kind = ChangeKind.Remove, Before = row.Body });
        return entity;
    }

    internal void Close() => _closed = true;

    private T PatchRow(TKey key, Func<StoredRow<T>, T> change)
    {
        ThrowIfClosed();
        var encoded = _model.ToSyncKey(key);
        var before = Find(encoded);
        var changed = change(before) ?? throw new EntityPatchException(
            _model.Name, null, $"The patch of '{encoded}' in model '{_model.Name}' returned null. Return the changed entity, or call Remove.");

        // Read back, so that what the callback may have kept is not what anybody else gets.
        var texts = _codec.ToTexts(changed);
        var copy = _codec.ToEntity(texts.Full.Utf8.Span);
        if (_model.KeyOf(copy) is not { } newKey || !_model.TryGetSyncKey(newKey, out var newEncoded) || newEncoded != encoded)
        {
            throw new EntityPatchException(
                _model.Name,
                _model.KeyName,
                $"Property '{_model.KeyName}' of model '{_model.Name}' is the key, which cannot change from '{encoded}' to '{_model.KeyOf(copy)}'. "
                + "Remove the entity and add it under its new key.");
        }

        Replace(encoded, before, _codec.ToRow(encoded, texts));
        return copy;
    }

    private void Replace(SyncKey key, StoredRow<T> before, StoredRow<T> after)
    {
        var delta = BodyDiff.Compute(before.Body, after.Body);
        if (delta.IsAbsent)
        {
            // The memory that the log has too is kept, rather than an equal text.
            after = after.Full == before.Full ? before : after with { Row = before.Row };
        }
        else
        {
            _changes.Add(new Change
            {
                Model = _model.Name,
                Key = key,
                Kind = ChangeKind.Update,
                Before = before.Body,
                After = after.Body,
                Delta = delta,
            });
        }

        Rows = Rows.SetItem(key, after);
    }

    private (SyncKey Key, StoredRow<T> Row, T Copy) Read(T entity)
    {
        ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(entity);
        var texts = _codec.ToTexts(entity);

        // The copy's key, in case another thread changes the entity meanwhile, or the type changes what it is given.
        var copy = _codec.ToEntity(texts.Full.Utf8.Span);
        var key = _model.KeyOf(copy) ?? throw new ArgumentException(
            $"The {typeof(T).Name} has no key: its property '{_model.KeyName}' is null. Set it before adding to model '{_model.Name}'.", nameof(entity));
        var encoded = _model.ToSyncKey(key);
        return (encoded, _codec.ToRow(encoded, texts), copy);
    }

    private StoredRow<T> Find(SyncKey key) =>
        Rows.GetValueOrDefault(key) ?? throw new EntityNotFoundException(_model.Name, key);

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new InvalidOperationException(
                $"The batch of model '{_model.Name}' is over: its callback has returned. Make all writes within it, and none after an await.");
        }
    }
}
