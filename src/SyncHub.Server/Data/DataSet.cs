using System.Text.Json;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server;

/// <summary>
/// The entities of a model in memory. What is written here reaches every subscriber. Entities are copied on the way in and on the way out,
/// so that nothing handed out is shared; a copy holds the public properties, those that never travel (<c>[JsonIgnore]</c>) included,
/// but neither fields nor other private state. Safe for concurrent use: writes happen one after the other, reads never wait.
/// </summary>
/// <remarks>
/// Callbacks run while other writers of the model wait: they return soon, and must not wait for a write to the same data set.
/// A cancellation token ends the wait for one's turn; a write that has begun is finished.
/// </remarks>
/// <typeparam name="T">The type of the entities.</typeparam>
/// <typeparam name="TKey">The type of their keys.</typeparam>
#pragma warning disable CA1001 // The semaphore holds nothing to dispose, and the set must outlive a container that is torn down around it.
public sealed class DataSet<T, TKey> : ICollectionSource<T>
#pragma warning restore CA1001
    where T : class
    where TKey : notnull
{
    private static readonly QueryLimits NoLimits = new()
    {
        Depth = 100,
        Terms = int.MaxValue,
        ListLength = int.MaxValue,
        Top = int.MaxValue,
        Skip = int.MaxValue,
        PatternLength = int.MaxValue,
        Matches = int.MaxValue,
    };

    private readonly SyncModel<T, TKey> _model;
    private readonly IChangeLog _log;
    private readonly RowCodec<T, TKey> _codec;

    // Held from before a write looks at the rows until the log has it and the rows show it: so what the log says last about a row is what
    // the rows say last. Readers do not take it; they take the state, which is replaced as a whole.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile DataSetState<T> _state = DataSetState<T>.Empty;

    /// <summary>Creates an empty data set that appends to a log. There is one for each model, since it takes every write to be its own.</summary>
    public DataSet(SyncModel<T, TKey> model, IChangeLog log)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(log);
        _model = model;
        _log = log;
        _codec = new RowCodec<T, TKey>(model);
    }

    /// <summary>Adds an entity.</summary>
    /// <returns>A copy of it.</returns>
    /// <exception cref="ArgumentException">The entity has no valid key.</exception>
    /// <exception cref="EntityExistsException">Its key is taken.</exception>
    public Task<T> AddAsync(T entity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return WriteAsync(batch => batch.Add(entity), mutationId: null, cancellationToken);
    }

    /// <summary>Replaces an entity as a whole, what does not travel included. One that is equal to what is there changes nothing.</summary>
    /// <returns>A copy of it.</returns>
    /// <exception cref="ArgumentException">The entity has no valid key.</exception>
    /// <exception cref="EntityNotFoundException">There is no entity with its key.</exception>
    public Task<T> UpdateAsync(T entity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return WriteAsync(batch => batch.Update(entity), mutationId: null, cancellationToken);
    }

    /// <summary>Changes an entity through a callback that is given a copy of it. If it throws, nothing is changed.</summary>
    /// <returns>A copy of the result.</returns>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    /// <exception cref="EntityPatchException">The callback changed the key.</exception>
    public Task<T> PatchAsync(TKey key, Action<T> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(batch => batch.Patch(key, change), mutationId: null, cancellationToken);
    }

    /// <summary>
    /// Changes an entity through a callback that is given a copy of it and returns what it shall be (<c>task => task with { … }</c>).
    /// If it throws, nothing is changed.
    /// </summary>
    /// <returns>A copy of the result.</returns>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    /// <exception cref="EntityPatchException">The callback changed the key, or returned null.</exception>
    public Task<T> PatchAsync(TKey key, Func<T, T> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(batch => batch.Patch(key, change), mutationId: null, cancellationToken);
    }

    /// <summary>Sets the top-level properties that a JSON object holds and leaves the others as they are.</summary>
    /// <returns>A copy of the result.</returns>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    /// <exception cref="EntityPatchException">
    /// The changes are no object, or one of their properties is unknown, read-only, of the wrong type, or another key.
    /// </exception>
    public Task<T> PatchAsync(TKey key, JsonElement changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return WriteAsync(batch => batch.Patch(key, changes), mutationId: null, cancellationToken);
    }

    /// <summary>Removes an entity.</summary>
    /// <returns>The entity as it was.</returns>
    /// <exception cref="EntityNotFoundException">There is no entity with that key.</exception>
    public Task<T> RemoveAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return WriteAsync(batch => batch.Remove(key), mutationId: null, cancellationToken);
    }

    /// <summary>Makes several writes as one commit: all of them or, if the callback throws, none.</summary>
    /// <param name="writes">Makes the writes, each of which sees those before it.</param>
    /// <param name="mutationId">The client's own name for this commit, which its pushes will carry; null for that of the <see cref="MutationScope"/>, if there is one.</param>
    /// <param name="cancellationToken">Ends the wait for one's turn.</param>
    public Task CommitAsync(Action<DataSetBatch<T, TKey>> writes, string? mutationId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writes);
        return WriteAsync<object?>(
            batch =>
            {
                writes(batch);
                return null;
            },
            mutationId,
            cancellationToken);
    }

    /// <summary>A copy of an entity; null where there is none with that key.</summary>
    public T? Get(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _model.TryGetSyncKey(key, out var encoded) && _state.Rows.TryGetValue(encoded, out var row) ? _codec.ToEntity(row) : null;
    }

    /// <summary>
    /// Copies of the entities that a predicate accepts, in no particular order, all as of one moment. Looks at every entity of the model.
    /// </summary>
    public IReadOnlyList<T> Find(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return [.. _state.Rows.Values.Select(_codec.ToEntity).Where(predicate)];
    }

    /// <summary>
    /// Copies of the entities that a query selects: its page, in its order, all as of one moment. Looks at every entity of the model.
    /// </summary>
    /// <param name="query">A query over this model's schema.</param>
    public IReadOnlyList<T> Find(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var state = _state;
        var range = new RowRange<T> { Query = query, Skip = query.Skip, Take = query.Top ?? int.MaxValue };
        return [.. RowScan.Read(_model.Queries, state, range).Rows.Select(row => _codec.ToEntity(state.Rows[row.Key]))];
    }

    /// <summary>How many entities a query's filter accepts, regardless of its page. Looks at every entity of the model.</summary>
    /// <param name="query">A query over this model's schema.</param>
    public int Count(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RowScan.Matching(_model.Queries, _state, query).Count();
    }

    /// <summary>
    /// Copies of the entities that a query selects, written as LINQ: its page, in its order, all as of one moment. Looks at every entity of the model.
    /// </summary>
    /// <exception cref="SyncException">The query cannot be expressed; the message quotes what.</exception>
    public IReadOnlyList<T> Find(Func<QueryBuilder<T>, QueryBuilder<T>> query) => Find(Build(query));

    /// <summary>How many entities a query's filter accepts, written as LINQ, regardless of its page. Looks at every entity of the model.</summary>
    /// <exception cref="SyncException">The query cannot be expressed; the message quotes what.</exception>
    public int Count(Func<QueryBuilder<T>, QueryBuilder<T>> query) => Count(Build(query));

    /// <inheritdoc/>
    public QueryEvaluation Evaluation => QueryEvaluation.InMemory;

    /// <inheritdoc/>
    /// <remarks>The position is exact, and may be behind the log's head by a write that is under way.</remarks>
    public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken)
    {
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        return new SourceRow(state.Rows.TryGetValue(key, out var row) ? row.Body : RawJson.Null, state.Head);
    }

    /// <inheritdoc/>
    /// <remarks>The position is exact, and may be behind the log's head by a write that is under way.</remarks>
    public async ValueTask<RowsRead<T>> ReadAsync(RowRange<T> range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        return RowScan.Read(_model.Queries, await ReadStateAsync(cancellationToken).ConfigureAwait(false), range);
    }

    // The application's own: how large a client's queries may be is none of its limits.
    private Query Build(Func<QueryBuilder<T>, QueryBuilder<T>> query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query(QueryBuilder<T>.All).Build(_model.Queries.Schema, NoLimits);
    }

    private async ValueTask<DataSetState<T>> ReadStateAsync(CancellationToken cancellationToken) =>
        _state is { Head: not null } state ? state : await WithHeadAsync(cancellationToken).ConfigureAwait(false);

    private async Task<TResult> WriteAsync<TResult>(
        Func<DataSetBatch<T, TKey>, TResult> write, string? mutationId, CancellationToken cancellationToken)
    {
        var scope = MutationScope.Current;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var batch = new DataSetBatch<T, TKey>(_model, _codec, _state.Rows);
            TResult result;
            try
            {
                result = write(batch);
            }
            finally
            {
                batch.Close();
            }

            if (batch.Changes.Count > 0)
            {
                // Not cancellable: the log might have the commit all the same, and the rows would lack it.
                var heads = await _log.AppendAsync(new Commit(batch.Changes, mutationId ?? scope?.Id), CancellationToken.None).ConfigureAwait(false);
                _state = new DataSetState<T>(batch.Rows, heads[_model.Name]);
                scope?.Note(_model.Name, heads[_model.Name]);
            }
            else
            {
                _state = _state with { Rows = batch.Rows };
                if (scope is not null)
                {
                    _state = _state with { Head = _state.Head ?? await _log.GetHeadAsync(_model.Name, CancellationToken.None).ConfigureAwait(false) };
                    scope.Note(_model.Name, _state.Head.Value);
                }
            }

            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The state with the head before the first write, which is asked for once, and while no write is on its way to the log.</summary>
    private async Task<DataSetState<T>> WithHeadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var head = _state.Head ?? await _log.GetHeadAsync(_model.Name, cancellationToken).ConfigureAwait(false);
            return _state = _state with { Head = head };
        }
        finally
        {
            _turn.Release();
        }
    }
}
