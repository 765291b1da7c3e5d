using SyncHub.Server.Feed;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Feed;

public sealed class DebounceWindowTests
{
    private static readonly Debounce Debounce = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250));

    [Fact]
    public void Due_NothingHeld_IsNull() => Assert.Null(new DebounceWindow(Debounce).Due);

    [Theory]
    [InlineData(new[] { 0 }, 100)]
    [InlineData(new[] { 0, 50 }, 150)]
    [InlineData(new[] { 0, 90, 180 }, 250)]
    [InlineData(new[] { 0, 100, 200, 249 }, 250)]
    [InlineData(new[] { 1000, 1010 }, 1110)]
    public void Due_ChangesAt_IsAWindowAfterTheLastButNeverBeyondTheMaximumWait(int[] changes, int due)
    {
        var window = new DebounceWindow(Debounce);
        foreach (var change in changes)
        {
            window.Extend(TimeSpan.FromMilliseconds(change));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(due), window.Due);
    }

    [Fact]
    public void Close_AfterChanges_StartsAfresh()
    {
        var window = new DebounceWindow(Debounce);
        window.Extend(TimeSpan.Zero);
        window.Close();
        Assert.Null(window.Due);

        window.Extend(TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(9.1), window.Due);
    }
}
