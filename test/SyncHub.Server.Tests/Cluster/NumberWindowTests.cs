using SyncHub.Server.Cluster;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Cluster;

public sealed class NumberWindowTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_RandomNumbers_IsAsOfASetThatForgetsWhatIsOld(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var window = new NumberWindow();
        var seen = new HashSet<long>();
        var highest = -1L;
        for (var step = 0; step < 50_000; step++)
        {
            // Mostly close by, now and then far ahead or far behind.
            var number = Math.Max(0, highest + (random.Next(100) == 0 ? random.Next(-3_000, 3_000) : random.Next(-1_100, 10)));
            var isTooOld = number <= highest - NumberWindow.Size;
            highest = Math.Max(highest, number);

            Assert.Equal(!isTooOld && seen.Add(number), window.Add(number));
        }
    }

    [Fact]
    public void Add_TheLargestNumber_IsTakenOnce()
    {
        var window = new NumberWindow();

        Assert.True(window.Add(0));
        Assert.True(window.Add(long.MaxValue));
        Assert.False(window.Add(long.MaxValue));
        Assert.False(window.Add(1));
        Assert.True(window.Add(long.MaxValue - 1));
    }
}
