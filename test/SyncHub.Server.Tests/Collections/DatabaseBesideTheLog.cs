using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Rows that the test sets, and tells the log of when it likes. Reads have no position.</summary>
internal sealed class DatabaseBesideTheLog : ICollectionSource<Item>
{
    private SyncModel<Item, int> _model = null!;
    private IChangeLog _log = null!;
    private ImmutableDictionary<SyncKey, StoredRow<Item>> _rows = ImmutableDictionary<SyncKey, StoredRow<Item>>.Empty;

    public QueryEvaluation Evaluation => QueryEvaluation.InMemory;

    public TestServerSettings Settings => new()
    {
        // Lists hold what their pages show, and count the rest.
        Options = options => options.FullResult = 0,
        Services = services => services.AddKeyedSingleton<IEntitySource>(typeof(Item), (provider, _) =>
        {
            _log = provider.GetRequiredService<IChangeLog>();
            _model = (SyncModel<Item, int>)provider.GetRequiredService<ModelRegistry>().Find(nameof(Item))!;
            return this;
        }),
    };

    public void Set(Item item) => _rows = _rows.SetItem(item.Id, new StoredRow<Item>(_model.Queries.RowOf(item.Id, BodyOf(item)), BodyOf(item)));

    public void Remove(int key) => _rows = _rows.Remove(key);

    /// <summary>Tells the log of a commit.</summary>
    /// <param name="key">Whose row it changed.</param>
    /// <param name="before">What it found; null for no row.</param>
    /// <param name="after">What was there when it was looked at again; null for no row.</param>
    /// <param name="began">When the commit began. Default: now.</param>
    public Task TellAsync(int key, Item? before, Item? after, DateTimeOffset? began = null)
    {
        var change = new Change
        {
            Model = nameof(Item),
            Key = key,
            Kind = before is null ? ChangeKind.Add : after is null ? ChangeKind.Remove : ChangeKind.Update,
            Before = BodyOf(before),
            After = BodyOf(after),
            BeforeIsHint = true,
        };
        return _log.AppendAsync(new Commit([change], null, began)).AsTask();
    }

    public ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken) =>
        new(new SourceRow(_rows.TryGetValue(key, out var row) ? row.Body : RawJson.Null, null));

    public ValueTask<RowsRead<Item>> ReadAsync(RowRange<Item> range, CancellationToken cancellationToken) =>
        new(RowScan.Read(_model.Queries, new DataSetState<Item>(_rows, null), range));

    private RawJson BodyOf(Item? item) => item is null ? default : _model.Serialize(item);
}
