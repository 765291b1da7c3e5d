// These are conditions as people write them.
#pragma warning disable CA1865, CA1866, CA2251, CS0464, CS0652
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Text.Json.Serialization;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries.Linq;

/// <summary>C# and the filter that it becomes.</summary>
public sealed class LinqTranslationTests
{
    private const string Captured = "x";
    private static readonly QuerySchema Schema = QuerySchema.Create(Row.Options.GetTypeInfo(typeof(Derived)));

    public static TheoryData<string, Expression<Func<Row, bool>>> Conditions => new()
    {
        { """{}""", t => true },
        { """{"$or":[]}""", t => false },
        { """{"name":{"$eq":"x"}}""", t => t.Name == Captured },
        { """{"done":{"$eq":true}}""", t => t.Done },
        { """{"done":{"$eq":false}}""", t => !t.Done },
        { """{"flag":{"$ne":null}}""", t => t.Flag.HasValue },
        { """{"flag":{"$eq":null}}""", t => t.Flag.HasValue == false },
        { """{"flag":{"$eq":true}}""", t => (bool)t.Flag! },
        { """{"$not":{"score":{"$lt":1}}}""", t => !(t.Score < 1) },
        { """{"$or":[]}""", t => t.Score < null },
        { """{}""", t => !(t.Score < null) },
        { """{"$not":{"name":{"$startsWith":"x"}}}""", t => !t.Name!.StartsWith("x") },
        { """{"name":{"$endsWith":"x"}}""", t => t.Name!.EndsWith("x", StringComparison.Ordinal) },
        { """{"name":{"$contains":"x"}}""", t => t.Name!.Contains('x') },
        { """{"name":{"$like":"_x%"}}""", t => QueryFunctions.Like(t.Name!, "_x%") },
        { """{"name":{"$in":["",null]}}""", t => string.IsNullOrEmpty(t.Name) },
        { """{"name":{"$gt":"x"}}""", t => string.Compare(t.Name, "x") > 0 },
        { """{"name":{"$gte":"x"}}""", t => string.Compare(t.Name, "x", StringComparison.Ordinal) >= 0 },
        { """{"$or":[{"name":{"$eq":null}},{"name":{"$lt":"x"}}]}""", t => string.CompareOrdinal(t.Name, "x") < 0 },
        { """{"$or":[{"name":{"$eq":null}},{"name":{"$lte":"x"}}]}""", t => 0 <= string.CompareOrdinal("x", t.Name) },
        { """{"name":{"$lt":"x"}}""", t => t.Name!.CompareTo("x") < 0 },
        { """{"$or":[]}""", t => string.Compare(t.Name, null) < 0 },
        { """{}""", t => string.Compare(t.Name, null) >= 0 },
        { """{"name":{"$eq":null}}""", t => string.Compare(t.Name, null) <= 0 },
        { """{"name":{"$ne":null}}""", t => string.Compare(t.Name, null) > 0 },
        { """{"name":{"$eq":"x"}}""", t => string.Compare(t.Name, "x") == 0 },
        { """{"address.zip":{"$lt":5}}""", t => 5.CompareTo(t.Address!.Zip) > 0 },
        { """{"address.point.x":{"$eq":5}}""", t => t.Address!.Point!.Value.X == 5 },
        { """{"address":{"$ne":null}}""", t => t.Address != null },
        { """{"tags":{"$contains":"x"}}""", t => t.Tags!.Contains("x") },
        { """{"marks":{"$contains":5}}""", t => t.Marks!.Contains(5) },
        { """{"tags":{"$contains":null}}""", t => t.Tags!.Contains(null) },
        { """{"likes":{"$in":[1,2]}}""", t => new[] { 1, 2 }.Contains(t.Likes) },
        { """{"level":{"$in":["high","low"]}}""", t => new[] { Level.Low, Level.High }.Contains(t.Level) },
        { """{"likes":{"$in":[1,2]}}""", t => Enumerable.Range(1, 2).Contains(t.Likes) },
        { """{"name":{"$in":["a","b"]}}""", t => new HashSet<string?>(StringComparer.Ordinal) { "a", "b" }.Contains(t.Name) },
        { """{"name":{"$in":["a","b"]}}""", t => new[] { "a", "b" }.ToFrozenSet().Contains(t.Name!) },
        { """{"name":{"$in":["a","b"]}}""", t => new[] { "a", "b" }.ToImmutableHashSet().Contains(t.Name!) },
        { """{"name":{"$in":["a","b"]}}""", t => new[] { "a", "b" }.ToImmutableArray().Contains(t.Name!) },
        { """{"likes":{"$in":[1,2]}}""", t => new SortedSet<int> { 2, 1 }.Contains(t.Likes) },
        { """{"$or":[]}""", t => new List<int>().Contains(t.Likes) },
        { """{"$or":[]}""", t => ((int[])null!).Contains(t.Likes) },
        { """{"$or":[]}""", t => t.Likes == 5_000_000_000 },
        { """{}""", t => t.Likes != 1.5 },
        { """{"$or":[]}""", t => t.Big.Equals((object)5) },
        { """{"big":{"$eq":5}}""", t => t.Big.Equals(5) },
        { """{"likes":{"$lt":5}}""", t => t.Likes < 5.0 },
        { """{"likes":{"$eq":5}}""", t => 5m == t.Likes },
        { """{"level":{"$eq":"high"}}""", t => (int)t.Level == 1 },
        { """{"createdAt":{"$gte":"2026-01-31T00:00:00.0000000Z"}}""", t => t.CreatedAt >= new DateTimeOffset(2026, 1, 31, 2, 0, 0, TimeSpan.FromHours(2)) },
        { """{"$or":[{"done":{"$eq":true}},{"likes":{"$gt":1}}]}""", t => t.Done || t.Likes > 1 },
        { """{"done":{"$eq":true}}""", t => string.IsNullOrEmpty(null) ? t.Done : t.Name!.Trim() == "x" },
        { """{}""", t => Captured == "x" || t.Name!.Trim() == "x" },
        { """{"$or":[]}""", t => Captured != "x" && t.Name!.Trim() == "x" },
    };

    public static TheoryData<string, Expression<Func<Derived, bool>>> Members => new()
    {
        { """{"inherited":{"$eq":1}}""", t => t.Inherited == 1 },
        { """{"overridden":{"$eq":1}}""", t => t.Overridden == 1 },
        { """{"other-name":{"$eq":1}}""", t => t.Renamed == 1 },
        { """{"tiny":{"$eq":"on"}}""", t => t.Tiny == Tiny.On },
        { """{"tiny":{"$in":["off","on"]}}""", t => new List<Tiny> { Tiny.On, Tiny.Off }.Contains(t.Tiny) },
        { """{"rate":{"$gt":0.5}}""", t => t.Rate > 0.5 },
        { """{"small":{"$lt":5}}""", t => t.Small < 5 },
        { """{"$or":[]}""", t => t.Small == 70_000 },
        { """{"count":{"$eq":5}}""", t => t.Count == 5 },
        { """{"$or":[]}""", t => t.Count == -5L },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Build_Condition_IsTheFilter(string filter, Expression<Func<Row, bool>> condition) =>
        Assert.Equal(Wire.Canonical(filter).ToJson(), QueryBuilder<Row>.All.Where(condition).Build(Row.Schema).Filter.ToJson());

    [Theory]
    [MemberData(nameof(Members))]
    public void Build_MemberOfEachKind_IsFoundByItsJsonName(string filter, Expression<Func<Derived, bool>> condition) => Assert.Equal(
        Query.Read(Schema, Wire.Json(filter)).Filter.ToJson(), QueryBuilder<Derived>.All.Where(condition).Build(Schema).Filter.ToJson());

    [Fact]
    public void Build_MemberThroughAConstraint_IsFound() =>
        Assert.Equal("""{"inherited":{"$eq":1}}""", Generic<Derived>().Build(Schema).Filter.ToJson());

    private static QueryBuilder<T> Generic<T>()
        where T : Base => QueryBuilder<T>.All.Where(t => t.Inherited == 1);

    public class Base
    {
        public int Inherited { get; init; }

        public virtual int Overridden { get; init; }
    }

    public sealed class Derived : Base
    {
        public override int Overridden { get; init; }

        [JsonPropertyName("other-name")]
        public int Renamed { get; init; }

        public Tiny Tiny { get; init; }

        public float Rate { get; init; }

        public short Small { get; init; }

        public uint Count { get; init; }
    }

    public enum Tiny : byte
    {
        Off,
        On,
    }
}
