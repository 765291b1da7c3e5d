using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using SyncHub.Client.Collections;
using SyncHub.Client.Entities;
using SyncHub.Client.Mutations;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Benchmarks;

/// <summary>
/// 50 stacked optimistic writes laid over what the server said: over one entity, over a page of 50 rows (one each) as for the first time, and again
/// after one row came anew. The baseline lays the changes on one after the other.
/// </summary>
public class MutationBenchmarks
{
    private const int Writes = 50;

    private readonly QuerySchemas _schemas = new(EntityJson.CreateOptions());
    private RowWrite[] _onOne = null!;
    private ShownWrites _one = null!;
    private ShownWrites _each = null!;
    private EntityContent _entity = null!;
    private Query _query = null!;
    private CollectionContent[] _pages = null!;
    private ShownCollection _shown = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _onOne = [.. Enumerable.Range(0, Writes).Select(number => Write(0, number))];
        _one = new ShownWrites(_onOne, FrozenDictionary<string, RowImage>.Empty, FrozenSet<string>.Empty);
        _each = _one with { Writes = [.. Enumerable.Range(0, Writes).Select(row => Write(row, row))] };
        _entity = new EntityContent(Body(0, 0), At(1));
        _query = Query.Read(_schemas.Get<Message>(), default, JsonSerializer.SerializeToElement(new { createdAt = "DESC" }), top: Writes);
        var page = new CollectionContent([.. Enumerable.Range(0, Writes).Select(row => new CollectionRow(Key(row), Body(row, 0)))], Writes, "id", At(1));
        _pages = [page, page with { Rows = page.Rows.SetItem(7, new CollectionRow(Key(7), Body(7, 99))), Revision = page.Revision + 1 }];
        _shown = Fresh();
    }

    [Benchmark(Baseline = true)]
    public RawJson OneAfterTheOther()
    {
        var body = _entity.Body;
        foreach (var write in _onOne)
        {
            body = RowFold.Over(body, [write]);
        }

        return body;
    }

    [Benchmark]
    public object OverAnEntity() => new ShownEntity(Key(0)).Show(_entity, _one);

    [Benchmark]
    public object OverAPage_First() => Fresh().Show(_pages[0], _each);

    [Benchmark]
    public object OverAPage_OneRowAnew() => _shown.Show(_pages[_next++ % 2], _each);

    private static RowWrite Write(int row, int value) => new("Message", Key(row), RowWriteKind.Update)
    {
        Change = RawJson.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"likes":{{value}},"text":"changed"}""")),
    };

    private static string Key(int row) => new Guid(row, 0, 0, new byte[8]).ToString();

    private static SyncVersion At(long seq) => new(seq, "e1", DateTimeOffset.UnixEpoch);

    private static RawJson Body(int row, int likes) => RawJson.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{Key(row)}}","roomId":"room 1","author":"author 1","text":"{{new string('x', 112)}}","createdAt":"2026-11-22T10:00:{{59 - row:00}}.0000000Z","likes":{{likes}}}"""));

    private ShownCollection Fresh()
    {
        var shown = new ShownCollection(_query, new RowJudge<Message>(_query, _schemas.Contract<Message>()));
        shown.StartFrom(_pages[0]);
        return shown;
    }
}
