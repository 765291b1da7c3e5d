using System.Text.Json.Serialization;
using SyncHub.Json;
using SyncHub.Server.Resolvers;
using SyncHub.Server.Tests.Hubs;

namespace SyncHub.Server.Tests.Resolvers;

public sealed class RowWriterTests
{
    private readonly RowWriter _writer = new(EntityJson.CreateOptions(), new Dictionary<Type, string> { [typeof(Note)] = "notes" });

    [Fact]
    public void Write_ByType_NamesModelsByTheirNamesAndOthersByTheirTypes()
    {
        Assert.Equal("notes", _writer.Write(new Note()).Model);
        Assert.Equal("notes", _writer.Write<object>(new Note()).Model);
        Assert.Equal("Plain", _writer.Write(new Plain(1)).Model);
        Assert.Equal("Plain", _writer.Write<object>(new Plain(1)).Model);
        Assert.Equal("Plain", _writer.Write<IPlain>(new Plain(1)).Model);
    }

    [Fact]
    public void Write_TypeWithoutAName_AsksForOne()
    {
        foreach (var row in new object[] { new { A = 1 }, new List<int>(), new int[1], "text", new object() })
        {
            var exception = Assert.Throws<ArgumentException>(() => _writer.Write(row));
            Assert.Contains("rows.Add(", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_Body_IsWrittenAsSyncHubWritesBodies()
    {
        Assert.Equal("""{"a":1}""", _writer.Write("x", new { A = 1 }).Data.ToString());
        Assert.Equal("""{"number":1}""", _writer.Write<IPlain>(new Plain(1)).Data.ToString());
        Assert.Equal("""{"$type":"dog","name":"Rex"}""", _writer.Write<Animal>(new Dog { Name = "Rex" }).Data.ToString());
        Assert.Equal("Animal", _writer.Write<Animal>(new Dog { Name = "Rex" }).Model);
    }

    private interface IPlain;

    private sealed record Plain(int Number) : IPlain;

    [JsonDerivedType(typeof(Dog), "dog")]
    private abstract class Animal
    {
        public string Name { get; init; } = "";
    }

    private sealed class Dog : Animal;
}
