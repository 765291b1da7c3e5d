using System.Text.Json.Serialization;
using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Model;

public sealed class SchemaHashTests
{
    [Fact]
    public void Describe_EveryKindOfType_IsNamesAndTypesOnly() => Assert.Equal(
        "{children:[]#0;colour:Colour(Blue,Red)?;id:System.Int32;labels:{}System.String;owner:{name:System.String;};second:#1;"
            .Replace("Colour(", typeof(Colour).Namespace + ".Colour(", StringComparison.Ordinal)
            + "when:System.DateTimeOffset?;}",
        SchemaHash.Describe(EntityJson.CreateOptions().GetTypeInfo(typeof(Tree))));

    [Fact]
    public void Compute_KnownModel_IsTheSameInEveryProcess() =>
        Assert.Equal("Kmqz", SchemaHash.Compute("Tag", EntityJson.CreateOptions().GetTypeInfo(typeof(Tag))));

    [Fact]
    public void Compute_AnyDifference_Differs()
    {
        var options = EntityJson.CreateOptions();
        string[] hashes =
        [
            SchemaHash.Compute("Tree", options.GetTypeInfo(typeof(Tree))),
            SchemaHash.Compute("tree", options.GetTypeInfo(typeof(Tree))),
            SchemaHash.Compute("Tree", options.GetTypeInfo(typeof(OtherType))),
            SchemaHash.Compute("Tree", options.GetTypeInfo(typeof(OtherName))),
            SchemaHash.Compute("Tree", options.GetTypeInfo(typeof(OtherNested))),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[A-Za-z0-9_-]{4}$", hash));
    }

    [Fact]
    public void Compute_OnlyTheClrNameOrWhatIsHiddenDiffers_IsTheSame()
    {
        var options = EntityJson.CreateOptions();

        Assert.Equal(SchemaHash.Compute("m", options.GetTypeInfo(typeof(Twin))), SchemaHash.Compute("m", options.GetTypeInfo(typeof(OtherTwin))));
    }

    public enum Colour
    {
        Red,
        Blue,
    }

    public sealed class Tree
    {
        public int Id { get; set; }

        public Owner? Owner { get; set; }

        public Owner? Second { get; set; }

        public Colour? Colour { get; set; }

        public List<Tree> Children { get; set; } = [];

        public Dictionary<string, string> Labels { get; set; } = [];

        public DateTimeOffset? When { get; set; }
    }

    public sealed record Owner(string Name);

    public sealed class OtherType
    {
        public int Id { get; set; }
    }

    public sealed class OtherName
    {
        public int Ident { get; set; }
    }

    public sealed class OtherNested
    {
        public int Id { get; set; }

        public Twin? Owner { get; set; }
    }

    public sealed class Twin
    {
        public int A { get; set; }

        public string? B { get; set; }
    }

    public sealed class OtherTwin
    {
        public string? B { get; set; }

        [JsonIgnore]
        public string? C { get; set; }

        public int A { get; set; }
    }
}
