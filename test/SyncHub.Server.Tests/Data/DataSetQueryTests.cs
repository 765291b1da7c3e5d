using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Tests.Collections;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetQueryTests : IDisposable
{
    private readonly InMemoryChangeLog _log;
    private readonly SyncModel<Item, int> _model;
    private readonly DataSet<Item, int> _items;

    public DataSetQueryTests()
    {
        var problems = new List<string>();
        Assert.True(new ModelBuilder<Item, int>().TryBuild(EntityJson.CreateOptions(), problems, out var model), string.Join(' ', problems));
        _model = model;
        _log = new InMemoryChangeLog([_model], TimeProvider.System);
        _items = new DataSet<Item, int>(_model, _log);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task FindAndCount_RandomQueries_AreLinqOverTheRows(int seed)
    {
        var random = new Random(seed);
        var writes = new RandomWrites(_items, random, keys: 20);
        for (var step = 0; step < 200; step++)
        {
            await writes.CommitAsync(5);
            var query = RandomQuery.Create(random);
            var read = Query.Read(_model.Queries.Schema, Json(query, "filter"), Json(query, "order"), query.Top, query.Skip, query.Total);

            var found = _items.Find(read);

            Assert.Equal(query.Keys(writes.Rows), found.Select(item => $"{item.Id}"));
            Assert.Equal(writes.Rows.Count(query.Filter), _items.Count(read));
        }
    }

    [Fact]
    public async Task Find_Linq_IsThePageInOrder()
    {
        await _items.CommitAsync(batch =>
        {
            for (var id = 1; id <= 9; id++)
            {
                batch.Add(new Item { Id = id, Room = id % 2 == 0 ? "even" : "odd", Rank = 10 - id });
            }
        });

        var page = _items.Find(query => query.Where(item => item.Room == "odd").OrderBy(item => item.Rank).Skip(1).Take(2));

        Assert.Equal([7, 5], page.Select(item => item.Id));
        Assert.Equal(5, _items.Count(query => query.Where(item => item.Room == "odd").Take(1)));
        page[0].Title = "a copy";
        Assert.Equal(string.Empty, _items.Get(7)!.Title);
    }

    public void Dispose() => _log.Dispose();

    private static System.Text.Json.JsonElement Json(RandomQuery query, string name)
    {
        using var document = System.Text.Json.JsonDocument.Parse(query.Wire[name]!.ToJsonString());
        return document.RootElement.Clone();
    }
}
