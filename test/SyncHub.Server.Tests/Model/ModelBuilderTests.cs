using System.Text.Json;
using System.Text.Json.Serialization;
using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Model;

public sealed class ModelBuilderTests
{
    [Fact]
    public void TryBuild_Defaults_AreTheTypesOwn()
    {
        var model = TestModels.Build<Note, string>();

        Assert.Equal(("Note", "id", typeof(Note)), (model.Name, model.KeyName, model.EntityType));
        Assert.Equal((ChangeRetention.Default, Debounce.None), (model.Retention, model.Debounce));
        Assert.Equal("n1", model.KeyOf(new Note { Id = "n1" }));
    }

    [Fact]
    public void TryBuild_EverythingGiven_IsTaken()
    {
        var model = TestModels.Build<Renamed, long>(builder => builder
            .Name("things")
            .Key(thing => thing.Number)
            .Retain(age: TimeSpan.FromHours(1))
            .Retain(count: 10)
            .Retain(bytes: 1000)
            .Debounce(TimeSpan.FromMilliseconds(100)));

        Assert.Equal(("things", "no"), (model.Name, model.KeyName));
        Assert.Equal(new ChangeRetention(TimeSpan.FromHours(1), 10, 1000), model.Retention);
        Assert.Equal(new Debounce(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)), model.Debounce);
        Assert.Equal(42, model.KeyOf(new Renamed { Number = 42 }));
    }

    [Fact]
    public void TryBuild_NoIdButTypeId_TakesThat() => Assert.Equal("bookId", TestModels.Build<Book, Guid>().KeyName);

    [Fact]
    public void TryBuild_InheritedKey_IsFound() => Assert.Equal(7, TestModels.Build<Child, int>().KeyOf(new Child { Id = 7 }));

    [Fact]
    public void TryBuild_AbstractWithKinds_IsFine() => Assert.Equal("id", TestModels.Build<Shape, int>().KeyName);

    [Fact]
    public void TryBuild_ManyProblems_NamesEveryOne()
    {
        var problems = Problems<Keyless, double>(builder => builder
            .Name("a\nb")
            .Retain(TimeSpan.Zero, -1, 0)
            .Debounce(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));

        Assert.All(problems, problem => Assert.StartsWith("Model 'a\nb' (Keyless): ", problem, StringComparison.Ordinal));
        AssertNames(problems, "control characters", "retains changes for 00:00:00", "retains -1 changes", "retains 0 bytes", "less than its window", "Double", "no property Id or KeylessId");
    }

    [Fact]
    public void TryBuild_BadNames_AreProblems()
    {
        AssertNames(Problems<Note, string>(builder => builder.Name("")), "name is empty");
        AssertNames(Problems<Note, string>(builder => builder.Name(null!)), "name is empty");
        AssertNames(Problems<Note, string>(builder => builder.Name(new string('n', 129))), "129 characters; the limit is 128");
        Assert.Empty(Problems<Note, string>(builder => builder.Name(new string('n', 128))));
    }

    [Fact]
    public void TryBuild_BadDebounce_IsAProblem()
    {
        AssertNames(Problems<Note, string>(builder => builder.Debounce(TimeSpan.FromSeconds(-1))), "debounce window is -00:00:01");
        AssertNames(Problems<Note, string>(builder => builder.Debounce(TimeSpan.MaxValue)), "debounce window is", "less than its window");
        AssertNames(Problems<Note, string>(builder => builder.Debounce(TimeSpan.Zero, TimeSpan.MaxValue)), "debounce waits for up to");
        Assert.Empty(Problems<Note, string>(builder => builder.Debounce(TimeSpan.FromDays(1))));
    }

    [Fact]
    public void TryBuild_UnsuitableKeys_AreProblemsWithAWayOut()
    {
        AssertNames(Problems<Note, string>(builder => builder.Key(note => note.Id + "x")), "(note.Id + \"x\"), is not a property of Note");
        AssertNames(Problems<Note, long>(builder => builder.Key(note => note.Stars)), "without a conversion");
        AssertNames(Problems<Note, int>(builder => builder.Key(note => note.Text.Length)), "is not a property of Note");
        AssertNames(Problems<Note, Guid>(_ => { }), "Note.Id is a String, not a Guid");
        AssertNames(Problems<HiddenKey, int>(_ => { }), "HiddenKey.Id is hidden from JSON");
        AssertNames(Problems<ComputedKey, int>(_ => { }), "ComputedKey.Id cannot be set");
    }

    [Fact]
    public void TryBuild_UnsuitableTypes_AreProblemsWithAWayOut()
    {
        AssertNames(Problems<List<Note>, int>(builder => builder.Key(list => list.Capacity)), "is not an object with properties");
        AssertNames(Problems<INote, int>(_ => { }), "INote cannot be created from JSON");
        AssertNames(Problems<Closed, int>(_ => { }), "Closed cannot be created from JSON");
        AssertNames(Problems<WithType, int>(_ => { }), "WithType.kind is a Type", "WithType.inner[].callback is a Action");
        AssertNames(Problems<Colliding, int>(_ => { }), "Colliding cannot be serialised", "collides");
    }

    [Fact]
    public void TryParseKey_EveryForm_IsCanonical()
    {
        var model = TestModels.Build<Tag, int>();
        using var text = JsonDocument.Parse("""["007", 7, "x"]""");

        Assert.True(model.TryParseKey(text.RootElement[0], out var first));
        Assert.True(model.TryParseKey(text.RootElement[1], out var second));
        Assert.False(model.TryParseKey(text.RootElement[2], out var third));
        Assert.Equal(first, second);
        Assert.Null(third);
    }

    [Fact]
    public void ToSyncKey_NoKey_ThrowsWithTheWayOut()
    {
        var exception = Assert.Throws<ArgumentException>(() => TestModels.Build<Note, string>().ToSyncKey(""));

        Assert.Contains("model 'Note', whose keys are a string that is not empty", exception.Message, StringComparison.Ordinal);
    }

    private static List<string> Problems<T, TKey>(Action<ModelBuilder<T, TKey>> configure)
        where T : class
        where TKey : notnull
    {
        var builder = new ModelBuilder<T, TKey>();
        configure(builder);
        var problems = new List<string>();
        Assert.Equal(builder.TryBuild(EntityJson.CreateOptions(), problems, out var model), problems.Count == 0);
        Assert.Equal(problems.Count == 0, model is not null);
        return problems;
    }

    private static void AssertNames(List<string> problems, params string[] parts)
    {
        foreach (var part in parts)
        {
            Assert.True(problems.Exists(problem => problem.Contains(part, StringComparison.Ordinal)), $"Nothing says \"{part}\": {string.Join(" | ", problems)}");
        }
    }

    public sealed class Renamed
    {
        [JsonPropertyName("no")]
        public long Number { get; init; }
    }

    public sealed record Book(Guid BookId, string Title);

    public class Parent
    {
        public int Id { get; set; }
    }

    public sealed class Child : Parent;

    [JsonDerivedType(typeof(Circle), "circle")]
    public abstract class Shape
    {
        public int Id { get; set; }
    }

    public sealed class Circle : Shape
    {
        public int Radius { get; set; }
    }

    public sealed class Keyless
    {
        public string? Name { get; set; }
    }

    public sealed class HiddenKey
    {
        [JsonIgnore]
        public int Id { get; set; }
    }

    public sealed class ComputedKey
    {
        public int Half { get; set; }

        public int Id => Half * 2;
    }

    public interface INote
    {
        int Id { get; set; }
    }

    public sealed class Closed
    {
        private Closed()
        {
        }

        public int Id { get; set; }
    }

    public sealed class WithType
    {
        public int Id { get; set; }

        public Type? Kind { get; set; }

        public List<Inner> Inner { get; set; } = [];
    }

    public sealed class Inner
    {
        public Action? Callback { get; set; }
    }

    public sealed class Colliding
    {
        public int Id { get; set; }

        [JsonPropertyName("id")]
        public int Other { get; set; }
    }
}
