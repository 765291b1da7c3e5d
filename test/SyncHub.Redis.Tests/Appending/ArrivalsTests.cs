using SyncHub.Redis.Appending;
using SyncHub.Redis.Scripts;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Redis.Tests.Appending;

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
        _arrivals.Add(commit, Answer(AppendOutcome.Appended, 2));
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

        _arrivals.Add(commit, Answer(AppendOutcome.Known, 9));

        Assert.Equal(4, (await commit.Done)["a"].Seq);
    }

    [Fact]
    public async Task Add_AnswerWasLostAndSeenLater_HasThePlaceThatTheMirrorSaw()
    {
        var commit = Commit(7);
        _arrivals.Add(commit, Answer(AppendOutcome.Known, 9));

        _arrivals.Saw(7, "a", Head("one", 4));
        _arrivals.Told(Heads(9));

        Assert.Equal(4, (await commit.Done)["a"].Seq);
    }

    [Fact]
    public async Task Told_AnotherEpoch_CompletesWithItsHeadsAndForgetsWhatWasSeen()
    {
        var old = Commit(1);
        _arrivals.Add(old, Answer(AppendOutcome.Appended, 5));
        _arrivals.Saw(2, "a", Head("one", 6));
        _arrivals.Told(new Dictionary<string, LogHead> { ["a"] = Head("two", 0) });
        _arrivals.EpochBegan();
        var next = Commit(2);
        _arrivals.Told(new Dictionary<string, LogHead> { ["a"] = Head("two", 9) });

        _arrivals.Add(next, new AppendAnswer(AppendOutcome.Known, new Dictionary<string, LogHead> { ["a"] = Head("two", 9) }, 0));

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
        _arrivals.Add(late, Answer(AppendOutcome.Appended, 700));
        _arrivals.Saw(2, "a", Head("two", 5));
        var next = Commit(2);

        _arrivals.Add(next, new AppendAnswer(AppendOutcome.Known, new Dictionary<string, LogHead> { ["a"] = Head("two", 9) }, 0));

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

    private static AppendAnswer Answer(AppendOutcome outcome, long seq) => new(outcome, Heads(seq), 0);
}
