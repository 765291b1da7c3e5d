using System.Text.Json;
using System.Text.Json.Serialization;
using SyncHub.Server.Data;
using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetJsonPatchTests : IDisposable
{
    private readonly DataSetScene<Card, int> _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("""{"title":"new"}""", """{"title":"new"}""")]
    [InlineData("""{"TITLE":"new","points":5}""", """{"title":"new","points":5}""")]
    [InlineData("""{"owner":null}""", """{"owner":null}""")]
    [InlineData("""{"points":"7"}""", """{"points":7}""")]
    [InlineData("""{"status":"done"}""", """{"status":"done"}""")]
    [InlineData("""{"tags":["x","y"]}""", """{"tags":["x","y"]}""")]
    [InlineData("""{"place":{"x":3}}""", """{"place":{"x":3,"y":0}}""")]
    [InlineData("""{"id":1,"title":"new"}""", """{"title":"new"}""")]
    [InlineData("""{"id":"1","points":2,"points":3}""", """{"points":3}""")]
    [InlineData("""{"size":12345678901234567890.12345}""", """{"size":12345678901234567890.12345}""")]
    [InlineData("""{"title":"old"}""", "")]
    [InlineData("""{}""", "")]
    public async Task Patch_Object_SetsWhatItHolds(string changes, string delta)
    {
        await AddAsync();
        using var json = JsonDocument.Parse(changes);

        await _scene.Set.PatchAsync(1, json.RootElement);

        var entries = await _scene.EntriesAsync(after: 1);
        Assert.Equal(delta, entries.Count == 0 ? string.Empty : entries.Single().Change.Delta.ToString());
        Assert.Equal(_scene.Bodies(), await _scene.ReplayAsync());
    }

    [Theory]
    [InlineData("""{"title":"new","titel":"typo"}""", "titel", "'titel' of model 'Card' is unknown")]
    [InlineData("""{"secret":"x"}""", "secret", "is unknown")]
    [InlineData("""{"$type":"x"}""", "$type", "is unknown")]
    [InlineData("""{"title":"new","points":"many"}""", "points", "cannot be \"many\"")]
    [InlineData("""{"points":1.5}""", "points", "cannot be 1.5")]
    [InlineData("""{"POINTS":null}""", "points", "cannot be null")]
    [InlineData("""{"title":null}""", "title", "cannot be null")]
    [InlineData("""{"status":"finished"}""", "status", "cannot be \"finished\"")]
    [InlineData("""{"tags":{"a":1}}""", "tags", "cannot be an object")]
    [InlineData("""{"title":"new","place":[1]}""", "place", "cannot be an array")]
    [InlineData("""{"id":2}""", "id", "is the key, which cannot change from '1' to '2'")]
    [InlineData("""{"id":"x"}""", "id", "cannot be \"x\"")]
    [InlineData("""{"doubled":8}""", "doubled", "is read-only")]
    [InlineData("""[]""", null, "is a JSON object of the properties to set, not an array")]
    [InlineData("null", null, "not null")]
    [InlineData("5", null, "not 5")]
    public async Task Patch_WhatDoesNotFit_ThrowsNamingItAndChangesNothing(string changes, string? property, string message)
    {
        await AddAsync();
        var before = _scene.Bodies();
        using var json = JsonDocument.Parse(changes);

        var exception = await Assert.ThrowsAsync<EntityPatchException>(() => _scene.Set.PatchAsync(1, json.RootElement));

        Assert.Equal(("Card", property), (exception.Model, exception.Property));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, _scene.Bodies());
        Assert.Single(await _scene.EntriesAsync());
    }

    [Fact]
    public async Task Patch_NoDocument_Throws()
    {
        await AddAsync();

        await Assert.ThrowsAsync<EntityPatchException>(() => _scene.Set.PatchAsync(1, default(JsonElement)));
    }

    [Fact]
    public async Task Patch_HiddenProperty_SurvivesIt()
    {
        await AddAsync();
        using var json = JsonDocument.Parse("""{"title":"new"}""");

        var patched = await _scene.Set.PatchAsync(1, json.RootElement);

        Assert.Equal(("new", "s"), (patched.Title, patched.Secret));
    }

    [Fact]
    public async Task Patch_PositionalRecord_SetsWhatItHolds()
    {
        using var scene = new DataSetScene<Tag, int>();
        await scene.Set.AddAsync(new Tag(1, "red"));
        using var good = JsonDocument.Parse("""{"colour":"#f00"}""");
        using var bad = JsonDocument.Parse("""{"label":null}""");

        Assert.Equal(new Tag(1, "red", "#f00"), await scene.Set.PatchAsync(1, good.RootElement));
        var exception = await Assert.ThrowsAsync<EntityPatchException>(() => scene.Set.PatchAsync(1, bad.RootElement));
        Assert.Equal("label", exception.Property);
    }

    [Fact]
    public async Task Patch_DerivedEntity_KnowsItsOwnProperties()
    {
        using var scene = new DataSetScene<ModelBuilderTests.Shape, int>();
        await scene.Set.AddAsync(new ModelBuilderTests.Circle { Id = 1, Radius = 2 });
        using var json = JsonDocument.Parse("""{"radius":3}""");

        var patched = await scene.Set.PatchAsync(1, json.RootElement);

        Assert.Equal(3, Assert.IsType<ModelBuilderTests.Circle>(patched).Radius);
        Assert.Equal("""{"$type":"circle","radius":3,"id":1}""", (await scene.ReadBodyAsync(1)).ToString());
    }

    [Fact]
    public async Task Patch_ExtensionData_TakesUnknownProperties()
    {
        using var scene = new DataSetScene<Open, int>();
        await scene.Set.AddAsync(new Open { Id = 1 });
        using var json = JsonDocument.Parse("""{"anything":{"goes":true}}""");

        await scene.Set.PatchAsync(1, json.RootElement);

        Assert.Equal("""{"id":1,"anything":{"goes":true}}""", (await scene.ReadBodyAsync(1)).ToString());
    }

    private Task<Card> AddAsync() => _scene.Set.AddAsync(new Card { Id = 1, Title = "old", Points = 4, Owner = "me", Secret = "s" });

    public enum Status
    {
        Todo,
        Done,
    }

    public sealed class Card
    {
        public int Id { get; set; }

        public string Title { get; set; } = string.Empty;

        public int Points { get; set; }

        public int Doubled => Points * 2 is var doubled && doubled > 100 ? doubled : 0;

        public string? Owner { get; set; }

        public Status Status { get; set; }

        public decimal Size { get; set; }

        public List<string> Tags { get; set; } = [];

        public Place? Place { get; set; }

        [JsonIgnore]
        public string? Secret { get; set; }
    }

    public sealed class Place
    {
        public int X { get; set; }

        public int Y { get; set; }
    }

    public sealed class Open
    {
        public int Id { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }
}
