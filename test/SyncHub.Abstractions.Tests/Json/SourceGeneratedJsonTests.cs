using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Json;

/// <summary>Bodies and queries are the same on the wire, whether contracts come from reflection or from a source-generated context.</summary>
public sealed partial class SourceGeneratedJsonTests
{
    private static readonly JsonSerializerOptions Reflected = EntityJson.CreateOptions();
    private static readonly JsonSerializerOptions Generated = EntityJson.CreateOptions(ThingContext.Default);

    public static TheoryData<string, Thing> Things { get; } = new()
    {
        { "defaults", new Thing() },
        {
            "everything", new Thing
            {
                Id = 7,
                Name = "ä<b>",
                Stage = Stage.InProgress,
                Former = Stage.Done,
                Past = [Stage.InProgress, Stage.Done, Stage.Renamed],
                Counts = new() { [Stage.InProgress] = 2 },
                Marks = Marks.Red | Marks.Green,
                At = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
                Day = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Unspecified),
                Amount = 1.50m,
            }
        },
        { "undeclared values", new Thing { Stage = (Stage)77, Marks = (Marks)64, Former = (Stage)(-3) } },
        { "a large number", new Thing { Huge = Huge.Largest, Stage = Stage.Alias } },
    };

    [Theory]
    [MemberData(nameof(Things))]
    public void Bodies_OfBothContracts_AreTheSameText(string name, Thing thing)
    {
        var text = JsonSerializer.Serialize(thing, Contract(Reflected));

        Assert.Equal(text, JsonSerializer.Serialize(thing, Contract(Generated)));
        Assert.True(text == JsonSerializer.Serialize(JsonSerializer.Deserialize(text, Contract(Generated))!, Contract(Reflected)), name);
    }

    [Theory]
    [InlineData("\"INPROGRESS\"", Stage.InProgress)]
    [InlineData("\"other name\"", Stage.Renamed)]
    [InlineData("1", Stage.InProgress)]
    public void Enum_WordedOtherwise_IsReadAsByReflection(string json, Stage expected)
    {
        Assert.Equal(expected, JsonSerializer.Deserialize($$"""{"stage":{{json}}}""", Contract(Reflected))!.Stage);
        Assert.Equal(expected, JsonSerializer.Deserialize($$"""{"stage":{{json}}}""", Contract(Generated))!.Stage);
    }

    [Theory]
    [InlineData("\"nonsense\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("{}")]
    public void Enum_ThatIsNone_IsRefusedAsByReflection(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($$"""{"stage":{{json}}}""", Contract(Reflected)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($$"""{"stage":{{json}}}""", Contract(Generated)));
    }

    [Fact]
    public void Query_OverGeneratedContract_IsTheSameText()
    {
        var stages = new[] { Stage.InProgress, Stage.Done };
        var query = QueryBuilder<Thing>.All
            .Where(thing => thing.Stage != Stage.Done && stages.Contains(thing.Stage) && thing.Name!.StartsWith("ab") && thing.Amount > 1)
            .OrderByDescending(thing => thing.At)
            .Take(5);

        Assert.Equal(
            query.Build(QuerySchema.Create(Contract(Reflected))).Json,
            query.Build(QuerySchema.Create(Contract(Generated))).Json);
    }

    private static JsonTypeInfo<Thing> Contract(JsonSerializerOptions options) => (JsonTypeInfo<Thing>)options.GetTypeInfo(typeof(Thing));

    public sealed class Thing
    {
        public int Id { get; init; }

        public string? Name { get; init; }

        public Stage Stage { get; init; }

        public Stage? Former { get; init; }

        public Stage[] Past { get; init; } = [];

        public Dictionary<Stage, int> Counts { get; init; } = [];

        public Marks Marks { get; init; }

        public Huge Huge { get; init; }

        public DateTimeOffset At { get; init; }

        public DateTime Day { get; init; }

        public decimal Amount { get; init; }
    }

    public enum Stage
    {
        Open,
        InProgress,
        Done,
        Alias = InProgress,

        [JsonStringEnumMemberName("other name")]
        Renamed = 9,
    }

    [Flags]
    public enum Marks
    {
        None,
        Red,
        Green,
        Blue = 4,
    }

    public enum Huge : ulong
    {
        Small,
        Largest = ulong.MaxValue,
    }

    // Its own options differ from the wire's on purpose.
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Thing))]
    private sealed partial class ThingContext : JsonSerializerContext;
}
