using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetRoundTripTests
{
    [Fact]
    public async Task Add_PositionalRecord_ComesBackEqual()
    {
        using var scene = new DataSetScene<Reading, long>();
        var reading = new Reading(
            long.MaxValue, decimal.MaxValue, null, Level.High, new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.Zero).AddTicks(7), new Point(1, -2.5));

        Assert.Equal(reading, await scene.Set.AddAsync(reading));
        Assert.Equal(reading, scene.Set.Get(long.MaxValue));
    }

    [Fact]
    public async Task Add_EverythingAPropertyCanBe_ComesBackEqual()
    {
        using var scene = new DataSetScene<Everything, Guid>();
        var everything = new Everything
        {
            Id = Guid.NewGuid(),
            Required = "ü \"quoted\" \u2028 😀",
            Points = [new Point(0.1, 1e300), new Point(-0.0, double.Epsilon)],
            Map = new() { ["b"] = [1, 2], ["a"] = [], ["Case"] = [3] },
            Nullable = 5,
            NullableLevel = null,
            Money = 12345678901234567890.1234m,
            Big = ulong.MaxValue,
            Utc = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1),
            Day = new DateOnly(2030, 1, 2),
            Span = TimeSpan.FromTicks(123456789),
            Bytes = [0, 255],
            Nested = new Everything.Inner { Name = "n", Deeper = new Everything.Inner { Name = "m" } },
        };

        var added = await scene.Set.AddAsync(everything);

        Assert.Equal(scene.Model.Serialize(everything), scene.Model.Serialize(added));
        Assert.Equivalent(everything, scene.Set.Get(everything.Id), strict: true);
        Assert.Equal(DateTimeKind.Utc, added.Utc.Kind);
        Assert.NotSame(everything.Points, added.Points);
    }

    [Fact]
    public async Task Add_InstantWithAnOffset_ComesBackAsTheSameInstant()
    {
        using var scene = new DataSetScene<Reading, long>();
        var at = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(5));

        var added = await scene.Set.AddAsync(new Reading(1, 0, null, Level.Low, at, default));

        Assert.Equal(at, added.At);
        Assert.Equal(TimeSpan.Zero, added.At.Offset);
    }

    [Fact]
    public async Task Add_Polymorphic_ComesBackAsWhatItWas()
    {
        using var scene = new DataSetScene<ModelBuilderTests.Shape, int>();

        var added = await scene.Set.AddAsync(new ModelBuilderTests.Circle { Id = 1, Radius = 9 });

        Assert.Equal(9, Assert.IsType<ModelBuilderTests.Circle>(added).Radius);
        Assert.IsType<ModelBuilderTests.Circle>(await scene.Set.PatchAsync(1, shape => ((ModelBuilderTests.Circle)shape).Radius = 10));
        Assert.Equal("""{"radius":10}""", (await scene.EntriesAsync(after: 1)).Single().Change.Delta.ToString());
    }

    [Fact]
    public async Task Add_StronglyTypedKey_IsFoundByIt()
    {
        using var scene = new DataSetScene<Order, OrderId>();
        await scene.Set.AddAsync(new Order { Id = new OrderId(5), Total = 1 });

        Assert.Equal(1, scene.Set.Get(new OrderId(5))!.Total);
        Assert.Equal("o-5", (await scene.EntriesAsync()).Single().Change.Key.Text);
    }

    public enum Level
    {
        Low,
        High,
    }

    public readonly record struct Point(double X, double Y);

    public sealed record Reading(long Id, decimal Value, int? Count, Level Level, DateTimeOffset At, Point Where);

    public sealed class Order
    {
        public OrderId Id { get; set; }

        public int Total { get; set; }
    }

    public sealed class Everything
    {
        public Guid Id { get; init; }

        public required string Required { get; init; }

        public List<Point> Points { get; set; } = [];

        public Dictionary<string, int[]> Map { get; init; } = [];

        public int? Nullable { get; set; }

        public Level? NullableLevel { get; set; } = Level.High;

        public decimal Money { get; set; }

        public ulong Big { get; set; }

        public DateTime Utc { get; set; }

        public DateOnly Day { get; set; }

        public TimeSpan Span { get; set; }

        public byte[] Bytes { get; set; } = [];

        public Inner? Nested { get; set; }

        public sealed class Inner
        {
            public string Name { get; set; } = string.Empty;

            public Inner? Deeper { get; set; }
        }
    }
}
