using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server;
using SyncHub.Server.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Models;

/// <summary>Everything that can be wrong with a model is said at the start, all at once, and no database is needed for that.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void Start_TypesThatAreNoRows_NamesEach() => Check(
        builder => builder
            .AddEntityFrameworkModel<BadContext, Stranger>()
            .AddEntityFrameworkModel<BadContext, Keyless>()
            .AddEntityFrameworkModel<BadContext, Composite>()
            .AddEntityFrameworkModel<BadContext, Part>(),
        "Model 'Stranger' (Stranger): Stranger is no entity type of BadContext. Give BadContext a DbSet<Stranger>, or register the model with the context that has one.",
        "Model 'Keyless' (Keyless): Keyless has no key in BadContext, and clients find rows by it. Give it one with modelBuilder.Entity<Keyless>().HasKey(…).",
        "Model 'Composite' (Composite): Composite has a composite key in BadContext: Left, Right. Give it a key of one property, and make those an alternate key (HasAlternateKey) or a unique index.",
        "Model 'Part' (Part): Part is an owned type in BadContext, and has no rows of its own. Register its owner, which it travels with.");

    [Fact]
    public void Start_UnusableKeys_NamesEach() => Check(
        builder => builder
            .AddEntityFrameworkModel<BadContext, Timed>()
            .AddEntityFrameworkModel<BadContext, Hidden>()
            .AddEntityFrameworkModel<BadContext, Shadow>(),
        "Model 'Timed' (Timed): its keys are of type DateTime, which is not supported. Keys can be: Guid, string, byte[], an integer of 8 to 64 bits, or a type of your own that implements IParsable<itself>.",
        "Model 'Hidden' (Hidden): its key property Hidden.Id is hidden from JSON, but clients find rows by it. Remove its [JsonIgnore], or choose another key.",
        "Model 'Shadow' (Shadow): its key Shadow.Id is no public property, and so does not travel. Make it one.");

    [Fact]
    public void Start_NavigationsAndWhatJsonCannotCarry_NamesAllOfOneModel() => Check(
        builder => builder.AddEntityFrameworkModel<BadContext, Whole>(model => model.Name("whole")),
        "Model 'whole' (Whole): Whole.kind is a Type, which JSON cannot hold. Mark the property with [JsonIgnore], or change its type.",
        "Model 'whole' (Whole): Whole.Peer is a navigation to Whole, which would travel with each row. Mark it with [JsonIgnore], or register the model with a projection.",
        "Model 'whole' (Whole): Whole.Peers is a navigation to Whole, which would travel with each row. Mark it with [JsonIgnore], or register the model with a projection.");

    [Fact]
    public void Start_ProjectionWithoutKey_NamesIt() => Check(
        builder => builder
            .AddEntityFrameworkModel<BadContext, Whole, KeylessRow>(whole => new KeylessRow { Text = whole.Text })
            .AddEntityFrameworkModel<BadContext, Whole, LongRow>(whole => new LongRow { Id = whole.Id })
            .AddEntityFrameworkModel<BadContext, Whole, OtherRow>(whole => new OtherRow { Id = whole.Id + 1 }),
        "Model 'KeylessRow' (KeylessRow): its projection lacks the key: KeylessRow has no public property Id. Add one, and set it: Id = Whole.Id.",
        "Model 'LongRow' (LongRow): its key LongRow.Id is a Int64, but the primary key Whole.Id is a Int32. Give both that type.",
        "Model 'OtherRow' (OtherRow): its projection whole => new OtherRow() {Id = (whole.Id + 1)} does not take the key as it is. Write Id = whole.Id in an object initializer.");

    [Fact]
    public void Start_ProjectionThatCannotBeTranslated_NamesIt()
    {
        var problem = Assert.Single(Problems(builder => builder.AddEntityFrameworkModel<BadContext, Whole, OtherRow>(
            whole => new OtherRow { Id = whole.Id, Count = whole.Peers.Count(peer => Decide(peer.Text)) })));

        Assert.StartsWith("Model 'OtherRow' (OtherRow): its projection whole => new OtherRow() {Id = whole.Id, Count = whole.Peers.Count(peer => Decide(peer.Text))} cannot be translated by Microsoft.EntityFrameworkCore.Sqlite: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_TwoModelsOfOneName_NamesBoth() => Check(
        builder => builder
            .AddEntityFrameworkModel<BadContext, Whole, OtherRow>(whole => new OtherRow { Id = whole.Id }, model => model.Name("row"))
            .AddEntityFrameworkModel<BadContext, Whole, ThirdRow>(whole => new ThirdRow { Id = whole.Id }, model => model.Name("row")),
        $"Model name 'row' is used by {typeof(OtherRow)} and by {typeof(ThirdRow)}; give one of them another with Name(…).");

    [Fact]
    public void Start_ContextNotRegistered_NamesIt() => Check(
        builder => builder.AddEntityFrameworkModel<ShopContext, Buyer>(),
        "Model 'Buyer' (Buyer): its context ShopContext is not registered. Call services.AddDbContext<ShopContext>(options => …) before the application is built.");

    [Fact]
    public void Start_ContextWithoutCapture_NamesIt() => Check(
        builder =>
        {
            builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite());
            builder.AddEntityFrameworkModel<ShopContext, Buyer>();
        },
        "Model 'Buyer' (Buyer): its context ShopContext is not captured, and so nobody would hear of what it saves. Call UseSyncHub() on its options: services.AddDbContext<ShopContext>(options => options.….UseSyncHub()).");

    [Fact]
    public void Start_ContextThatThrows_SaysWhat() => Check(
        builder =>
        {
            builder.Services.AddDbContext<ShopContext>(_ => throw new FormatException("No such\nport."));
            builder.AddEntityFrameworkModel<ShopContext, Buyer>();
        },
        "Model 'Buyer' (Buyer): its context ShopContext cannot be built: No such port.");

    [Fact]
    public void Start_NoDatabase_IsNoProblem() =>
        Assert.Empty(Problems(builder => builder.AddEntityFrameworkModel<BadContext, Whole, OtherRow>(whole => new OtherRow { Id = whole.Id, Count = whole.Peers.Count })));

    private static bool Decide(string? text) => text is not null;

    private static void Check(Action<SyncHubBuilder> configure, params string[] expected) => Assert.Equal(expected, Problems(configure));

    private static IReadOnlyList<string> Problems(Action<SyncHubBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContext<BadContext>(options =>
        {
            options.UseSqlite("Data Source=/no/such/folder/nothing.db");
            CapturedMark.On(options);
        });
        configure(services.AddSyncHub());
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<ModelRegistry>();
            return [];
        }
        catch (SyncHubConfigurationException exception)
        {
            return exception.Problems;
        }
    }
}

public sealed class Stranger
{
    public int Id { get; set; }
}

public sealed class Keyless
{
    public int Number { get; set; }
}

public sealed class Composite
{
    public int Left { get; set; }

    public int Right { get; set; }
}

public sealed class Timed
{
    public DateTime Id { get; set; }
}

public sealed class Hidden
{
    [JsonIgnore]
    public int Id { get; set; }
}

public sealed class Shadow
{
    public string? Text { get; set; }
}

public sealed class Part
{
    public string? Text { get; set; }
}

public sealed class Whole
{
    public int Id { get; set; }

    public string? Text { get; set; }

    public Part? Part { get; set; }

    public Whole? Peer { get; set; }

    public List<Whole> Peers { get; } = [];

    public Type? Kind { get; set; }
}

public sealed class KeylessRow
{
    public string? Text { get; set; }
}

public sealed class LongRow
{
    public long Id { get; set; }
}

public sealed class OtherRow
{
    public int Id { get; set; }

    public int Count { get; set; }
}

public sealed class ThirdRow
{
    public int Id { get; set; }
}

/// <summary>A context with everything that no model can be made of.</summary>
public sealed class BadContext(DbContextOptions<BadContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Keyless>().HasNoKey();
        modelBuilder.Entity<Composite>().HasKey(row => new { row.Left, row.Right });
        modelBuilder.Entity<Timed>();
        modelBuilder.Entity<Hidden>();
        modelBuilder.Entity<Shadow>().Property<int>("Id");
        var whole = modelBuilder.Entity<Whole>();
        whole.OwnsOne(row => row.Part);
        whole.Ignore(row => row.Kind);
        whole.HasOne(row => row.Peer).WithMany(row => row.Peers);
    }
}
