using System.Text.Json;
using System.Text.Json.Serialization;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Abstractions.Tests.Queries;

public sealed class QuerySchemaTests
{
    private static readonly QuerySchema Schema = QuerySchema.Create(EntityJson.CreateOptions().GetTypeInfo(typeof(Node)));

    [Theory]
    [InlineData("label", typeof(string), true)]
    [InlineData("size", typeof(int), false)]
    [InlineData("next", typeof(Node), true)]
    [InlineData("next.size", typeof(int), true)]
    [InlineData("next.next.next.label", typeof(string), true)]
    [InlineData("corner.x", typeof(int), false)]
    [InlineData("end.x", typeof(int), true)]
    public void Find_Path_IsItsProperty(string path, Type type, bool isNullable)
    {
        var property = Schema.Get(path);

        Assert.Equal((path, type, isNullable), (property.Path, property.Type, property.IsNullable));
        Assert.Equal(path.Split('.').Length, property.Members.Length);
    }

    [Theory]
    [InlineData("Label")]
    [InlineData("name")]
    [InlineData("secret")]
    [InlineData("odd")]
    [InlineData("counts")]
    [InlineData("size.x")]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("next.next.next.next.next.next.next.next.size")]
    public void Find_WhatCannotBeNamed_IsNull(string path) => Assert.Null(Schema.Find(path));

    [Fact]
    public void Find_MorePathsThanAreRemembered_StillFinds()
    {
        var paths = Enumerable.Range(0, 3_000).Select(number => string.Concat(Enumerable.Range(0, 7).Select(bit => (number / (int)Math.Pow(3, bit) % 3) switch
        {
            0 => "next.",
            1 => "other.",
            _ => "third.",
        })) + "size");

        Assert.All(paths, path => Assert.Equal(path, Schema.Find(path)?.Path));
    }

    [Fact]
    public void Enum_WithConverterOfItsProperty_HasTheNamesOfThatConverter()
    {
        var filter = Query.Read(Schema, Wire.Json("""{"shape":{"$eq":"Round"}}""")).Filter;

        Assert.True(new QueryCompiler<Node>().ToPredicate(filter)(new Node { Shape = Shape.Round }));
        Assert.Throws<SyncException>(() => Query.Read(Schema, Wire.Json("""{"shape":{"$eq":"round"}}""")));
    }

    [Fact]
    public void Enum_WrittenAsNumber_IsReadAsNumber()
    {
        var schema = QuerySchema.Create(JsonSerializerOptions.Web.GetTypeInfo(typeof(Row)));

        Assert.Equal("""{"level":{"$eq":1}}""", Query.Read(schema, Wire.Json("""{"level":{"$eq":1}}""")).Filter.ToJson());
        Assert.Throws<SyncException>(() => Query.Read(schema, Wire.Json("""{"level":{"$eq":"high"}}""")));
    }

    [Fact]
    public void Predicate_ThroughValuesAndNulls_SeesNull()
    {
        var compiler = new QueryCompiler<Node>();
        Node[] nodes = [new() { Size = 1 }, new() { Size = 2, End = new Point(5), Next = new Node { Size = 7 } }];

        Assert.Equal([1], Sizes("""{"next.size":{"$eq":null}}"""));
        Assert.Equal([2], Sizes("""{"next.size":{"$gt":6}}"""));
        Assert.Equal([1], Sizes("""{"$not":{"next.size":{"$gt":6}}}"""));
        Assert.Equal([2], Sizes("""{"end.x":{"$eq":5}}"""));
        Assert.Equal([1, 2], Sizes("""{"corner.x":{"$eq":0}}"""));

        IEnumerable<int> Sizes(string filter) => nodes.Where(compiler.ToPredicate(Query.Read(Schema, Wire.Json(filter)).Filter)).Select(node => node.Size);
    }

    public sealed class Node
    {
        [JsonPropertyName("label")]
        public string? Name { get; init; }

        public int Size { get; init; }

        public Node? Next { get; init; }

        public Node? Other { get; init; }

        public Node? Third { get; init; }

        public Point Corner { get; init; }

        public Point? End { get; init; }

        [JsonIgnore]
        public string? Secret { get; init; }

        [JsonConverter(typeof(InstantConverter))]
        public DateTimeOffset Odd { get; init; }

        [JsonConverter(typeof(JsonStringEnumConverter))]
        public Shape Shape { get; init; }

        public Dictionary<string, int>? Counts { get; init; }

        [JsonPropertyName("a.b")]
        public int Dotted { get; init; }
    }

    public enum Shape
    {
        Square,
        Round,
    }
}
