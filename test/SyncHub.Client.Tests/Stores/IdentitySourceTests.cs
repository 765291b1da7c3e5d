using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Stores;
using SyncHub.Client.Telemetry;

namespace SyncHub.Client.Tests.Stores;

public sealed class IdentitySourceTests
{
    private static readonly CacheFailures Failures = new(new SyncClientMetrics(null), NullLogger.Instance);

    [Fact]
    public void Ask_SameUser_IsTheSameIdentityAndTellsOnce()
    {
        var told = 0;
        var source = new IdentitySource(() => "ann", Failures, () => told++);

        var first = source.Ask();

        Assert.Same(first, source.Ask());
        Assert.Same(first, source.Current);
        Assert.Equal(1, told);
    }

    /// <summary>There and back again: what was asked for in between belongs to neither.</summary>
    [Fact]
    public void Ask_BackAgain_IsAnotherIdentity()
    {
        var user = "ann";
        var source = new IdentitySource(() => user, Failures, () => { });
        var before = source.Ask();
        user = "bob";
        source.Ask();
        user = "ann";

        Assert.NotSame(before, source.Ask());
    }

    [Fact]
    public void Ask_Throws_IsUnknownUntilItAnswersAgain()
    {
        var fails = true;
        var source = new IdentitySource(() => fails ? throw new InvalidOperationException() : null, Failures, () => { });

        Assert.False(source.Ask().IsKnown);
        fails = false;
        Assert.True(source.Ask().IsKnown);
        fails = true;
        Assert.False(source.Ask().IsKnown);
    }

    /// <summary>An answer that was asked for first and came last is out of date.</summary>
    [Fact]
    public async Task Ask_OvertakenByALaterQuestion_KeepsTheLaterAnswer()
    {
        using var begun = new SemaphoreSlim(0);
        using var mayAnswer = new SemaphoreSlim(0);
        var questions = 0;
        var source = new IdentitySource(
            () =>
            {
                if (Interlocked.Increment(ref questions) > 1)
                {
                    return "bob";
                }

                begun.Release();
                mayAnswer.Wait();
                return "ann";
            },
            Failures,
            () => { });
        var first = Task.Run(source.Ask);
        await begun.WaitAsync().Within();

        Assert.Equal("bob", source.Ask().User);
        mayAnswer.Release();

        Assert.Equal("bob", (await first.Within()).User);
        Assert.Equal("bob", source.Current.User);
    }
}
