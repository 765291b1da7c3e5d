using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Loop;
using SyncHub.Testing;

namespace SyncHub.Client.Tests.Loop;

public sealed class LoopTimerTests
{
    /// <summary>The end is on its way to the loop already when the timer is stopped: it must not run.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_EndIsPostedAlready_DoesNotRun(bool startedAgain)
    {
        var time = new ManualTimeProvider();
        var loop = new SerialLoop(NullLogger.Instance);
        var ends = 0;
        var timer = new LoopTimer(time, loop, () => ends++);

        loop.Post(() =>
        {
            timer.Start(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(1));
            timer.Stop();
            if (startedAgain)
            {
                timer.Start(TimeSpan.FromSeconds(1));
            }
        });
        await loop.DisposeAsync();

        Assert.Equal(0, ends);
        Assert.Equal(startedAgain ? 1 : 0, time.ArmedTimers);
    }
}
