using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Server.Matching;

namespace SyncHub.Server.Tests.Matching;

public sealed class PartialRowsTests
{
    private static readonly JsonSerializerOptions Options = EntityJson.CreateOptions();

    [Fact]
    public void Read_SomeProperties_ReadsThoseAndNothingElse()
    {
        var rows = Rows<Plain>();

        Assert.True(rows.CanRead(Names("room", "place")));
        var row = rows.Read(RawJson.Parse("""{ "id": 7, "room": "a", "place": { "city": "x", "of": { "id": 3, "room": "b" } }, "text": 12, "more": [] }"""));

        Assert.Equal((0, "a", "x", "as it was made", 3), (row.Id, row.Room, row.Place!.City, row.Text, row.Place.Of!.Id));
    }

    [Fact]
    public void CanRead_NamesAreAdded_ReadsThemToo()
    {
        var rows = Rows<Plain>();
        var names = Names("room");
        Assert.True(rows.CanRead(names));
        Assert.Equal(0, rows.Read(RawJson.Parse("""{ "id": 7, "room": "a" }""")).Id);

        names.Add("id");
        Assert.True(rows.CanRead(names));

        Assert.Equal(7, rows.Read(RawJson.Parse("""{ "id": 7, "room": "a" }""")).Id);
    }

    [Fact]
    public void Read_NamedPropertyIsBroken_Throws()
    {
        var rows = Rows<Plain>();
        Assert.True(rows.CanRead(Names("id")));

        Assert.Throws<JsonException>(() => rows.Read(RawJson.Parse("""{ "id": "many" }""")));
    }

    /// <summary>What depends on other properties, as far as types tell, is read from the whole row only.</summary>
    [Fact]
    public void CanRead_PropertiesThatMayDependOnOthers_IsFalse()
    {
        Assert.False(Rows<Plain>().CanRead(Names("both")));
        Assert.False(Rows<Plain>().CanRead(Names("room", "both")));
        Assert.False(Rows<Plain>().CanRead(Names("unknown")));
        Assert.False(Rows<SetterWithCode>().CanRead(Names("room")));
        Assert.False(Rows<GetterWithCode>().CanRead(Names("room")));
        Assert.False(Rows<ConstructorWithParameters>().CanRead(Names("room")));
        Assert.False(Rows<ReadAfterwards>().CanRead(Names("room")));
        Assert.False(Rows<OneOfSeveral>().CanRead(Names("room")));
        Assert.False(Rows<WithExtensions>().CanRead(Names("room")));
        Assert.False(Rows<ReadByOther>().CanRead(Names("room")));
        Assert.True(Rows<Strict>().CanRead(Names("room")));
    }

    /// <summary>What a type demands of a whole body, it does not demand of a part.</summary>
    [Fact]
    public void Read_OfATypeThatDemandsProperties_Works()
    {
        var rows = Rows<Strict>();
        Assert.True(rows.CanRead(Names("room")));

        Assert.Equal("a", rows.Read(RawJson.Parse("""{ "id": 1, "room": "a" }""")).Room);
    }

    private static PartialRows<T> Rows<T>()
        where T : class => new((JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));

    private static HashSet<string> Names(params string[] names) => [.. names];

    private sealed class Plain
    {
        public int Id { get; set; }

        public string? Room { get; init; }

        public string Text { get; set; } = "as it was made";

        public Place? Place { get; set; }

        public string Both => Room + Text;
    }

    private sealed class Place
    {
        public string? City { get; set; }

        public Plain? Of { get; set; }
    }

    private sealed class SetterWithCode
    {
        public string? Room { get; set; }

        public string? Text
        {
            get;
            set
            {
                field = value;
                Room ??= value;
            }
        }
    }

    private sealed class GetterWithCode
    {
        public string? Room
        {
            get => field ?? "none";
            set;
        }
    }

    private sealed record ConstructorWithParameters(int Id, string? Room);

    private sealed class ReadAfterwards : IJsonOnDeserialized
    {
        public string? Room { get; set; }

        public void OnDeserialized() => Room ??= "none";
    }

    [JsonDerivedType(typeof(Another), "another")]
    private class OneOfSeveral
    {
        public string? Room { get; set; }
    }

    private sealed class Another : OneOfSeveral;

    private sealed class WithExtensions
    {
        public string? Room { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; set; }
    }

    [JsonConverter(typeof(OtherConverter))]
    private sealed class ReadByOther
    {
        public string? Room { get; set; }
    }

    private sealed class OtherConverter : JsonConverter<ReadByOther>
    {
        public override ReadByOther Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ReadByOther value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed class Strict
    {
        public required int Id { get; set; }

        [JsonRequired]
        public string? Text { get; set; }

        public required string Room { get; set; }
    }
}
