using SyncHub.Client.SignIn;

namespace SyncHub.Client.Tests.SignIn;

public sealed class RenewalScheduleTests
{
    [Theory]
    [InlineData(3_600, 2_880)]
    [InlineData(200, 160)]
    [InlineData(150, 120)]
    [InlineData(100, 70)]
    [InlineData(60, 30)]
    [InlineData(40, 20)]
    [InlineData(10, 5)]
    public void After_ALife_IsFourFifthsAndHalfAMinuteEarlyWhereItAllows(int life, int wait) =>
        Assert.Equal(TimeSpan.FromSeconds(wait), RenewalSchedule.After(TimeSpan.FromSeconds(life)));

    [Fact]
    public void After_EveryLife_IsWithinItAndGrowsWithIt()
    {
        var before = TimeSpan.Zero;
        for (var life = TimeSpan.FromSeconds(1); life < TimeSpan.FromDays(400); life *= 1.01)
        {
            var wait = RenewalSchedule.After(life)!.Value;

            Assert.InRange(wait, life < TimeSpan.FromDays(30) ? life / 2 : TimeSpan.FromDays(15), life * 0.8);
            Assert.InRange(wait, before, TimeSpan.FromDays(30));
            Assert.True(life < TimeSpan.FromMinutes(1) || life - wait >= TimeSpan.FromSeconds(30), $"A grant of {life} is renewed after {wait}.");
            before = wait;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void After_ALifeThatIsOver_IsNull(int life) => Assert.Null(RenewalSchedule.After(TimeSpan.FromSeconds(life)));

    [Theory]
    [InlineData(60, 4, 4)]
    [InlineData(3, 4, 3)]
    [InlineData(0, 4, null)]
    [InlineData(-1, 4, null)]
    public void AfterFailure_WaitsForTheBackoffButNoLongerThanTheGrant(int life, int backoff, int? wait) => Assert.Equal(
        wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        RenewalSchedule.AfterFailure(TimeSpan.FromSeconds(life), TimeSpan.FromSeconds(backoff)));
}
