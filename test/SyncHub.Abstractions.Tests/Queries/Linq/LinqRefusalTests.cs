// These are conditions as people write them.
#pragma warning disable CA1847, CA1862, CA1866, CA2242
using System.Linq.Expressions;
using System.Text.Json.Serialization;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries.Linq;

/// <summary>What has no equivalent, and the part of it that the message quotes.</summary>
public sealed class LinqRefusalTests
{
    private static readonly QuerySchema Schema = QuerySchema.Create(Row.Options.GetTypeInfo(typeof(Guarded)));
    private static readonly Row? Nobody = Row.Schema.Find("nobody") is null ? null : new Row();
    private static readonly string[] Names = ["a"];

    public static TheoryData<string, string, Expression<Func<Row, bool>>> Conditions => new()
    {
        { "`t.Name.Trim()`", "Trim", t => t.Name!.Trim() == "x" },
        { "`t.Name.ToLower()`", "ToLower", t => t.Name!.ToLower() == "x" },
        { "`t.Name.Trim().StartsWith(\"x\")`", "`t.Name.Trim()` is no property", t => t.Name!.Trim().StartsWith("x") },
        { "`t.Name.StartsWith(\"x\", StringComparison.OrdinalIgnoreCase)`", "StringComparison.Ordinal", t => t.Name!.StartsWith("x", StringComparison.OrdinalIgnoreCase) },
        { "`t.Name.Contains(\"x\", StringComparison.CurrentCulture)`", "StringComparison.Ordinal", t => t.Name!.Contains("x", StringComparison.CurrentCulture) },
        { "`t.Name.Equals(\"x\", StringComparison.OrdinalIgnoreCase)`", "StringComparison.Ordinal", t => t.Name!.Equals("x", StringComparison.OrdinalIgnoreCase) },
        { "`string.Equals(t.Name, \"x\", StringComparison.InvariantCulture)`", "StringComparison.Ordinal", t => string.Equals(t.Name, "x", StringComparison.InvariantCulture) },
        { "`string.Compare(t.Name, \"x\", true)`", "StringComparison.Ordinal", t => string.Compare(t.Name, "x", true) > 0 },
        { "`string.Compare(t.Name, \"x\") > 1`", "with 0", t => string.Compare(t.Name, "x") > 1 },
        { "`t.Name.CompareTo(t.Address.City)`", "one value", t => t.Name!.CompareTo(t.Address!.City) > 0 },
        { "`t.Name.StartsWith(null)`", "'name' $startsWith null", t => t.Name!.StartsWith(null!) },
        { "`\"abc\".Contains(t.Name)`", "involves the entity", t => "abc".Contains(t.Name!) },
        { "`t.Name.Length`", "String.Length does not travel", t => t.Name!.Length == 1 },
        { "`t.Likes == t.Score`", "both sides", t => t.Likes == t.Score },
        { "`t.Likes + 1`", "no operator", t => t.Likes + 1 == 2 },
        { "`t.Likes % 2`", "no operator", t => t.Likes % 2 == 0 },
        { "`(short)t.Likes`", "int to short", t => (short)t.Likes == (short)2 },
        { "`(double)t.Big`", "long to double", t => t.Big == 0.5 },
        { "`(int)t.Ratio`", "double to int", t => (int)t.Ratio == 5 },
        { "`(DateTimeOffset?)t.DueAt`", "DateTime to DateTimeOffset", t => t.DueAt > DateTimeOffset.UnixEpoch },
        { "`t.Likes > 1.5`", "1.5 is no value", t => t.Likes > 1.5 },
        { "`t.Ratio == NaN`", "'ratio'", t => t.Ratio == double.NaN },
        { "`t.Level == 9`", "'level'", t => t.Level == (Level)9 },
        { "`t.Level > 0`", "'level'", t => t.Level > Level.Low },
        { "`t.Owner == \"x\"`", "references", t => (object)t.Owner == (object)"x" },
        { "`t.Blob`", "Byte[]", t => t.Blob == null },
        { "`t.Done ? t.Flag.Value : (t.Likes == 1)`", "no operator", t => t.Done ? t.Flag!.Value : t.Likes == 1 },
        { "`t.Done ^ (t.Likes == 1)`", "no operator", t => t.Done ^ t.Likes == 1 },
        { "`t is Row`", "no operator", t => t is Row },
        { "`t`", "no operator", t => t == null },
        { "`LinqRefusalTests.Names.Any(name => name == t.Name)`", "Any", t => Names.Any(name => name == t.Name) },
        { "`t.Tags.Contains(t.Name)`", "neither", t => t.Tags!.Contains(t.Name) },
        { "`t.Tags.Any()`", "Any", t => t.Tags!.Any() },
        { "`t.Marks.Count`", "Count does not travel", t => t.Marks!.Count == 1 },
        { "`LinqRefusalTests.Names.Contains(t.Name, StringComparer.OrdinalIgnoreCase)`", "comparer", t => Names.Contains(t.Name, StringComparer.OrdinalIgnoreCase) },
        { "`new HashSet(StringComparer.OrdinalIgnoreCase)`", "OrdinalIgnoreCase", t => new HashSet<string>(StringComparer.OrdinalIgnoreCase).Contains(t.Name!) },
        { "`new SortedSet()`", "comparer", t => new SortedSet<string>().Contains(t.Name!) },
        { "`new Dictionary(StringComparer.OrdinalIgnoreCase).Keys`", "comparer", t => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase).Keys.Contains(t.Name!) },
        { "`LinqRefusalTests.Nobody.Likes`", "LinqRefusalTests.Nobody is null", t => t.Likes == Nobody!.Likes },
        { "`int.Parse(\"x\", null)`", "FormatException", t => t.Likes == int.Parse("x", null) },
        { "`LinqRefusalTests.Local(t)`", "Local", t => Local(t) },
    };

    public static TheoryData<string, string, Expression<Func<Guarded, bool>>> Members => new()
    {
        { "`t.Secret`", "Guarded.Secret does not travel", t => t.Secret == "x" },
        { "`t.Dotted`", "'a.b'", t => t.Dotted == 1 },
        { "`t.Self.Self.Self.Self.Self.Self.Self.Self.Dotted`", "a dot", t => t.Self!.Self!.Self!.Self!.Self!.Self!.Self!.Self!.Dotted == 1 },
        { "`t.Self.Self.Self.Self.Self.Self.Self.Self.Open`", "8 names", t => t.Self!.Self!.Self!.Self!.Self!.Self!.Self!.Self!.Open == 1 },
        { "`t.Open`", "IOpen.Open", t => ((IOpen)t).Open == 1 },
    };

    public static TheoryData<string, string, Expression<Func<Row, object?>>> Orders => new()
    {
        { "`t.Name.Length`", "does not travel", t => t.Name!.Length },
        { "`t.Likes + 1`", "properties of the entity", t => t.Likes + 1 },
        { "`t.Tags`", "no order", t => t.Tags },
        { "`t.Address`", "no order", t => t.Address },
        { "`(short)t.Likes`", "int to short", t => (short)t.Likes },
        { "`1`", "properties of the entity", t => 1 },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Build_ConditionWithoutEquivalent_QuotesItAndSaysWhy(string quote, string why, Expression<Func<Row, bool>> condition) =>
        AssertRefused(quote, why, () => QueryBuilder<Row>.All.Where(condition).Build(Row.Schema));

    [Theory]
    [MemberData(nameof(Members))]
    public void Build_MemberThatCannotBeNamed_IsRefusedByName(string quote, string why, Expression<Func<Guarded, bool>> condition) =>
        AssertRefused(quote, why, () => QueryBuilder<Guarded>.All.Where(condition).Build(Schema));

    [Theory]
    [MemberData(nameof(Orders))]
    public void Build_OrderWithoutEquivalent_QuotesItAndSaysWhy(string quote, string why, Expression<Func<Row, object?>> property) =>
        AssertRefused(quote, why, () => QueryBuilder<Row>.All.OrderBy(property).Build(Row.Schema));

    [Fact]
    public void Build_VariableThatCannotBeRead_KeepsTheCause()
    {
        string text = "x";

        var exception = Assert.Throws<SyncException>(() => QueryBuilder<Row>.All.Where(t => t.Likes == int.Parse(text, null)).Build(Row.Schema));

        Assert.IsType<FormatException>(exception.InnerException);
        Assert.Contains("`int.Parse(text, null)`", exception.Message, StringComparison.Ordinal);
    }

    private static bool Local(Row row) => row.Done;

    private static void AssertRefused(string quote, string why, Action build)
    {
        var exception = Assert.Throws<SyncException>(build);
        Assert.Equal(SyncErrorCodes.InvalidFilter, exception.Error.Code);
        Assert.Contains(quote, exception.Message, StringComparison.Ordinal);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    public interface IOpen
    {
        int Open { get; }
    }

    public sealed class Guarded : IOpen
    {
        public int Open { get; init; }

        [JsonIgnore]
        public string? Secret { get; init; }

        [JsonPropertyName("a.b")]
        public int Dotted { get; init; }

        public Guarded? Self { get; init; }
    }
}
