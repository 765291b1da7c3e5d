using System.Text.Json.Serialization;
using SyncHub.Server.Data;
using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetHiddenPropertyTests
{
    [Fact]
    public async Task AnyWrite_IgnoredProperty_IsKeptAndNeverTravels()
    {
        using var scene = new DataSetScene<Account, Guid>();
        var id = Guid.NewGuid();
        var added = await scene.Set.AddAsync(new Account { Id = id, Name = "ann", PasswordHash = "#secret" });
        var patched = await scene.Set.PatchAsync(id, account => account.Name = "bob");
        var got = scene.Set.Get(id)!;
        var found = scene.Set.Find(account => account.PasswordHash == "#secret");
        var removed = await scene.Set.RemoveAsync(id);

        Assert.All([added, patched, got, Assert.Single(found), removed], account => Assert.Equal("#secret", account.PasswordHash));
        foreach (var change in (await scene.EntriesAsync()).Select(entry => entry.Change))
        {
            Assert.DoesNotContain("secret", $"{change.Before}{change.After}{change.Delta}", StringComparison.Ordinal);
            Assert.DoesNotContain("passwordHash", $"{change.Before}{change.After}{change.Delta}", StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Patch_IgnoredPropertyAlone_IsKeptAndNotLogged()
    {
        using var scene = new DataSetScene<Account, Guid>();
        var id = Guid.NewGuid();
        await scene.Set.AddAsync(new Account { Id = id, PasswordHash = "#1" });

        await scene.Set.PatchAsync(id, account => account.PasswordHash = "#2");
        await scene.Set.CommitAsync(batch => batch.Patch(id, account => account.PasswordHash += "!"));

        Assert.Equal("#2!", scene.Set.Get(id)!.PasswordHash);
        Assert.Single(await scene.EntriesAsync());
    }

    [Fact]
    public async Task Update_IgnoredPropertyUnset_ClearsIt()
    {
        using var scene = new DataSetScene<Account, Guid>();
        var id = Guid.NewGuid();
        await scene.Set.AddAsync(new Account { Id = id, PasswordHash = "#1" });

        await scene.Set.UpdateAsync(new Account { Id = id });

        Assert.Null(scene.Set.Get(id)!.PasswordHash);
        Assert.Single(await scene.EntriesAsync());
    }

    [Fact]
    public async Task Add_EveryWayToHide_KeepsItAll()
    {
        using var scene = new DataSetScene<Hiding, int>();
        var hiding = new Hiding
        {
            Id = 1,
            Init = "init",
            Sometimes = null,
            WriteOnly = "in",
            ReadOnly = "out",
            Nested = [new HidingNested("shown", "hidden")],
        };
        hiding.SetPrivately("private");

        await scene.Set.AddAsync(hiding);

        var kept = scene.Set.Get(1)!;
        Assert.Equal(("init", null, "in", "out", "private"), (kept.Init, kept.Sometimes, kept.WriteOnly, kept.ReadOnly, kept.Private));
        Assert.Equal([new HidingNested("shown", "hidden")], kept.Nested);
        Assert.Equal("""{"id":1,"readOnly":"out","private":"private","nested":[{"shown":"shown"}]}""", (await scene.ReadBodyAsync(1)).ToString());
    }

    [Fact]
    public async Task Patch_PropertyThatIsLeftOutWhenNull_TravelsAsNull()
    {
        using var scene = new DataSetScene<Hiding, int>();
        await scene.Set.AddAsync(new Hiding { Id = 1, Sometimes = "there" });

        await scene.Set.PatchAsync(1, hiding => hiding.Sometimes = null);

        Assert.Equal("""{"sometimes":null}""", (await scene.EntriesAsync(after: 1)).Single().Change.Delta.ToString());
        Assert.Null(scene.Set.Get(1)!.Sometimes);
    }

    [Fact]
    public void StorageContract_NothingHidden_IsTheWireContract()
    {
        var model = TestModels.Build<Note, string>();

        Assert.Same(model.Contract, StorageContract.For(model.Contract));
    }

    [Fact]
    public void Constructor_HiddenPropertyThatCannotBeKept_ThrowsNamingIt()
    {
        var exception = Assert.Throws<NotSupportedException>(() => new DataSetScene<Unkeepable, int>());

        Assert.Contains("Unkeepable.callback is a Action", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_ComputedIgnoredProperty_IsNeverRead()
    {
        using var scene = new DataSetScene<Computed, int>();

        await scene.Set.AddAsync(new Computed { Id = 1, Hidden = "x" });

        Assert.Equal("x", scene.Set.Get(1)!.Hidden);
    }

    [Fact]
    public async Task Add_DerivedTypeThatJsonDoesNotKnow_ThrowsRatherThanLosePartOfIt()
    {
        using var scene = new DataSetScene<ModelBuilderTests.Parent, int>();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => scene.Set.AddAsync(new ModelBuilderTests.Child { Id = 1 }));

        Assert.Contains("[JsonDerivedType]", exception.Message, StringComparison.Ordinal);
    }

    public sealed class Hiding
    {
        public int Id { get; set; }

        [JsonIgnore]
        public string? Init { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Sometimes { get; set; } = "default";

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
        public string? WriteOnly { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)]
        public string? ReadOnly { get; set; }

        public string? Private { get; private set; }

        public List<HidingNested> Nested { get; set; } = [];

        public void SetPrivately(string value) => Private = value;
    }

    public sealed record HidingNested(string Shown, [property: JsonIgnore] string Hidden);

    public sealed class Unkeepable
    {
        public int Id { get; set; }

        [JsonIgnore]
        public Action? Callback { get; set; }
    }

    public sealed class Computed
    {
        public int Id { get; set; }

        [JsonIgnore]
        public string? Hidden { get; set; }

        [JsonIgnore]
        public string Expensive => throw new InvalidOperationException("Nobody should read this.");
    }
}
