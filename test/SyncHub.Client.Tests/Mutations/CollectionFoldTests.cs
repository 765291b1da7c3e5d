using System.Globalization;
using System.Text.Json;
using SyncHub.Client.Collections;
using SyncHub.Client.Mutations;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>Pages with writes laid over them, against the list that the server would make of the same writes.</summary>
public sealed class CollectionFoldTests
{
    private static readonly QuerySchemas Schemas = new(EntityJson.CreateOptions());

    [Fact]
    public void Take_RandomWritesOverAWholeList_IsWhatTheServerWouldSay()
    {
        const int Seed = 72;
        var random = new Random(Seed);
        for (var round = 0; round < 3_000; round++)
        {
            var source = Source(random, random.Next(7));

            // The page holds the whole list, and at times has no room for more.
            var top = random.Next(3) > 0 ? Math.Max(1, source.Count(item => item.IsIn)) + random.Next(3) : (int?)null;
            var scene = new Scene(source, top, skip: 0);
            var written = scene.Write(random, random.Next(1, 5), source);
            var expected = scene.PageOf(written);

            Assert.True(expected.SequenceEqual(scene.Shown), $"seed {Seed}, round {round}: {scene}");
            Assert.True(scene.TotalOf(written) == scene.Fold.Total, $"seed {Seed}, round {round}: {scene}");
        }
    }

    [Fact]
    public void Take_RandomWritesOverAPageOfALongerList_ShowsNothingThatTheServerWouldNot()
    {
        const int Seed = 73;
        var random = new Random(Seed);
        for (var round = 0; round < 3_000; round++)
        {
            var source = Source(random, random.Next(4, 15));
            var scene = new Scene(source, top: random.Next(1, 6), skip: random.Next(3) == 0 ? random.Next(1, 4) : 0);

            // One write: of several, one may take a row out to where nobody here sees what the next does to it.
            var written = scene.Write(random, 1, source);
            var expected = scene.PageOf(written);
            var foreign = scene.Shown.Except(expected).ToList();

            // A row that was on the page and leaves it for a place unknown stays in sight; nothing else may be shown that is not there.
            Assert.True(foreign.Count <= 1 && foreign.All(row => scene.Held.Contains(row.Id)), $"seed {Seed}, round {round}: {scene}, expected {string.Join(' ', expected)}");
            Assert.True(scene.Shown.Count <= scene.Query.Top, $"seed {Seed}, round {round}: {scene}");
            Assert.True(scene.TotalOf(written) == scene.Fold.Total, $"seed {Seed}, round {round}: {scene}");
            Assert.True(expected.Where(scene.Shown.Contains).SequenceEqual(scene.Shown.Where(expected.Contains)), $"seed {Seed}, round {round}: {scene}");
        }
    }

    [Theory]
    // The page holds 10 20 30 of 5, top 3, by rank.
    [InlineData("+4:15", "1:10 4:15 2:20", 6)]
    [InlineData("+4:5", "4:5 1:10 2:20", 6)]
    [InlineData("+4:40", "1:10 2:20 3:30", 6)]
    [InlineData("+4:15 x", "1:10 2:20 3:30", 5)]
    [InlineData("-2", "1:10 3:30", 4)]
    [InlineData("-9", "1:10 2:20 3:30", 5)]
    [InlineData("2:40", "1:10 3:30 2:40", 5)]
    [InlineData("2:5", "2:5 1:10 3:30", 5)]
    [InlineData("2:20 x", "1:10 3:30", 4)]
    [InlineData("9:15", "1:10 2:20 3:30", 5)]
    public void Take_OneWriteToAFullPage_RespectsFilterOrderAndTop(string write, string shown, long total)
    {
        List<Item> page = [new(1, 10), new(2, 20), new(3, 30)];
        var fold = new CollectionFold(Scene.Content([.. page], 5), Scene.QueryOf(3, 0), Scene.Judge(Scene.QueryOf(3, 0)));
        var isOut = write.EndsWith(" x", StringComparison.Ordinal);
        var text = isOut ? write[..^2] : write;
        var parts = text.TrimStart('+', '-').Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var before = page.Find(item => item.Id == parts[0]);
        var after = text[0] == '-' || (text[0] != '+' && before is null) ? null : new Item(parts[0], parts[1], !isOut);
        fold.Take(parts[0].ToString(CultureInfo.InvariantCulture), Scene.RowOf(before), Scene.RowOf(after));

        Assert.Equal(shown, string.Join(' ', fold.Rows.Select(row => Scene.Read(row)).Select(item => $"{item.Id}:{item.Rank}")));
        Assert.Equal(total, fold.Total);
    }

    [Theory]
    [InlineData(true, "2 10")]
    [InlineData(false, "10 2")]
    public void Take_Ties_GoByTheKeyAsTheServerHasIt(bool isNumber, string expected)
    {
        var query = Scene.QueryOf(null, 0);
        var fold = new CollectionFold(new CollectionContent([], 0, "id", At(5)), query, Scene.Judge(query));
        foreach (var key in (string[])["2", "10"])
        {
            var id = isNumber ? key : $"\"{key}\"";
            fold.Take(key, null, new CollectionRow(key, Raw($$"""{"id":{{id}},"rank":1,"isIn":true}""")));
        }

        Assert.Equal(expected, string.Join(' ', fold.Rows.Select(row => row.Key)));
    }

    private static List<Item> Source(Random random, int count) =>
        [.. Enumerable.Range(1, count).Select(id => new Item(id, random.Next(6), random.Next(3) > 0))];

    internal sealed record Item(int Id, int Rank, bool IsIn = true);

    /// <summary>One page of the items that are in, by rank.</summary>
    private sealed class Scene
    {
        private readonly List<string> _told = [];

        public Scene(IReadOnlyList<Item> source, int? top, int skip)
        {
            Query = QueryOf(top, skip);
            var page = PageOf(source);
            Held = [.. page.Select(item => item.Id)];
            Fold = new CollectionFold(Content([.. page], TotalOf(source)), Query, Judge(Query));
            _told.Add($"top {top}, skip {skip}, {string.Join(' ', source)};");
        }

        public Query Query { get; }

        public HashSet<int> Held { get; }

        public CollectionFold Fold { get; }

        public List<Item> Shown => [.. Fold.Rows.Select(Read)];

        public static Query QueryOf(int? top, int skip) => Query.Read(
            Schemas.Get<Item>(), JsonSerializer.SerializeToElement(new { isIn = new Dictionary<string, bool> { ["$eq"] = true } }), JsonSerializer.SerializeToElement(new { rank = "ASC" }), top, skip);

        public static RowJudge<Item> Judge(Query query) => new(query, Schemas.Contract<Item>());

        public static CollectionContent Content(List<Item> page, long total) => new([.. page.Select(item => RowOf(item)!)], total, "id", At(5));

        public static CollectionRow? RowOf(Item? item) =>
            item is null ? null : new CollectionRow(item.Id.ToString(CultureInfo.InvariantCulture), new RawJson(JsonSerializer.SerializeToUtf8Bytes(item, Schemas.Contract<Item>())));

        public static Item Read(CollectionRow row) => JsonSerializer.Deserialize(row.Body.Utf8.Span, Schemas.Contract<Item>())!;

        public List<Item> Write(Random random, int writes, IReadOnlyList<Item> source)
        {
            var written = source.ToList();
            foreach (var id in Enumerable.Range(1, source.Count + 2).OrderBy(_ => random.Next()).Take(writes))
            {
                var before = written.Find(item => item.Id == id);
                var after = random.Next(4) == 0 ? null : new Item(id, random.Next(6), random.Next(3) > 0);
                written.RemoveAll(item => item.Id == id);
                written.AddRange(after is null ? [] : [after]);
                Fold.Take(id.ToString(CultureInfo.InvariantCulture), RowOf(before), RowOf(after));
                _told.Add($"{before} becomes {after};");
            }

            return written;
        }

        public List<Item> PageOf(IEnumerable<Item> source) =>
            [.. source.Where(item => item.IsIn).OrderBy(item => item.Rank).ThenBy(item => item.Id).Skip(Query.Skip).Take(Query.Top ?? int.MaxValue)];

        public long TotalOf(IEnumerable<Item> source) => source.Count(item => item.IsIn);

        public override string ToString() => $"{string.Join(' ', _told)} shown {string.Join(' ', Shown)} of {Fold.Total}";
    }
}
