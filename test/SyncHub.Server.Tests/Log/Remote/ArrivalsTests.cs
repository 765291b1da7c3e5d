using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Log.Remote;

public sealed class ArrivalsTests : IDisposable
{
    private readonly ChangeLogMirror _mirror = new(new Dictionary<string, ChangeRetention> { ["a"] = ChangeRetention.Default }, "one", default, TimeProvider.System);
    private readonly Arrivals _arrivals;

    public ArrivalsTests() => _arrivals = new Arrivals(_mirror);

    public void Dispose() => _mirror.Dispose();

    [Fact]
    public async Task Add_NotTold_WaitsUntilObserversAre()
    {
        var commit = Commit(1);
        _arrivals.Add(commit, Heads(2), isKnown: false);
        Assert.False(commit.Done.IsCompleted);
        _arrivals.Told(Heads(1));
        Assert.False(commit.Done.IsCompleted);

        _arrivals.Told(Heads(3));

        Assert.Equal(2, (await commit.Done)["a"].Seq);
    }

    [Fact]
    public async Task Add_AnswerWasLost_HasThePlaceThatTheMirrorSaw()
    {
        var commit = Commit(7);
        _arrivals.Saw(7, "a", Head("one", 4));
        _arrivals.Told(Heads(9));

        _arrivals.Add(commit, Heads(9), isKnown: true);

        Assert.Equal(4, (await commit.Done)["a"].Seq);
    }

    [Fact]
    public async Task Add_AnswerWasLostAndSeenLater_HasThePlaceThatTheMirrorSaw()
    {
        var commit = Commit(7);
        _arrivals.Add(commit, Heads(9), isKnown: true);

        _arrivals.Saw(7, "a", Head("one", 4));
        _arrivals.Told(Heads(9));

        Assert.Equal(4, (await commit.Done)["a"].Seq);
    }

    [Fact]
    public async Task Told_AnotherEpoch_CompletesWithItsHeadsAndForgetsWhatWasSeen()
    {
        var old = Commit(1);
        _arrivals.Add(old, Heads(5), isKnown: false);
        _arrivals.Saw(2, "a", Head("one", 6));
        _arrivals.Told(new Dictionary<string, LogHead> { ["a"] = Head("two", 0) });
        _arrivals.EpochBegan();
        var next = Commit(2);
        _arrivals.Told(new Dictionary<string, LogHead> { ["a"] = Head("two", 9) });

        _arrivals.Add(next, new Dictionary<string, LogHead> { ["a"] = Head("two", 9) }, isKnown: true);

        Assert.Equal(Head("two", 0), (await old.Done)["a"]);
        Assert.Equal(Head("two", 9), (await next.Done)["a"]);
    }

    [Fact]
    public async Task Add_AnswerOfAnEpochThatIsOver_LeavesTheNumbersOfTheNext()
    {
        _arrivals.Told(new Dictionary<string, LogHead> { ["a"] = Head("two", 9) });
        _arrivals.EpochBegan();
        _arrivals.Saw(1, "a", Head("two", 4));
        var late = Commit(500);
        _arrivals.Add(late, Heads(700), isKnown: false);
        _arrivals.Saw(2, "a", Head("two", 5));
        var next = Commit(2);

        _arrivals.Add(next, new Dictionary<string, LogHead> { ["a"] = Head("two", 9) }, isKnown: true);

        Assert.Equal(Head("two", 9), (await late.Done)["a"]);
        Assert.Equal(Head("two", 5), (await next.Done)["a"]);
    }

    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(3, 2, false)]
    [InlineData(2, 3, true)]
    public void AddDropped_Granted_CompletesWhatWasDroppedBefore(long demand, long granted, bool isDone)
    {
        var commit = Commit(1);
        _arrivals.AddDropped([commit], demand);

        _arrivals.Granted(granted);

        Assert.Equal(isDone, commit.Done.IsCompleted);
    }

    private static PendingCommit Commit(long number) => new([new PendingPart("a", 1, 1, [1])]) { Number = number };

    private static LogHead Head(string epoch, long seq) => new(epoch, seq, default);

    private static Dictionary<string, LogHead> Heads(long seq) => new() { ["a"] = Head("one", seq) };
}
