using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Log;

public sealed class ChangeLogMirrorTests : IDisposable
{
    private static readonly DateTimeOffset Began = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new(Began);
    private readonly ChangeLogMirror _mirror;

    public ChangeLogMirrorTests() => _mirror = new ChangeLogMirror(
        new Dictionary<string, ChangeRetention> { ["tasks"] = ChangeRetention.Default, ["notes"] = ChangeRetention.Default }, "one", Began, _time);

    public void Dispose() => _mirror.Dispose();

    [Fact]
    public void Append_CommitOverModels_TellsNobodyBeforeTell()
    {
        var told = new List<LogHead>();
        using var tasks = _mirror.Observe("tasks", told.Add);
        using var notes = _mirror.Observe("notes", told.Add);

        var news = _mirror.Append(Logged("tasks", 1, 2), Logged("notes", 1));

        Assert.Empty(told);
        Assert.Equal(2, _mirror.Read("tasks", 0, 10).Entries.Count);
        news.Tell();
        Assert.Equal(news.Heads.Values.OrderBy(head => head.Seq), told.OrderBy(head => head.Seq));
    }

    [Theory]
    [InlineData("tasks", 3)]
    [InlineData("tasks", 5)]
    [InlineData("ghosts", 1)]
    public void Append_SecondDoesNotFollow_ThrowsAndAddsNothing(string model, long first)
    {
        _mirror.Append(Logged("tasks", 1, 2, 3));

        var exception = Assert.Throws<ArgumentException>(() => _mirror.Append(Logged("notes", 1), Logged(model, first)));

        Assert.Contains($"'{model}'", exception.Message, StringComparison.Ordinal);
        Assert.Equal((0, 3), (_mirror.GetHead("notes").Seq, _mirror.GetHead("tasks").Seq));
    }

    [Fact]
    public void Reset_LowerNumbers_TellsEveryObserver()
    {
        var told = new List<LogHead>();
        using var tasks = _mirror.Observe("tasks", told.Add);
        using var notes = _mirror.Observe("notes", told.Add);
        _mirror.Append(Logged("tasks", 1, 2, 3)).Tell();

        _mirror.Reset("two", Began, Starts(("tasks", 1))).Tell();

        Assert.Equal([("one", 3), ("two", 1), ("two", 0)], told.Select(head => (head.Epoch, head.Seq)).OrderBy(head => head.Epoch).ThenByDescending(head => head.Seq));
        Assert.Equal("two", _mirror.Epoch);
        Assert.All(_mirror.GetHeads().Values, head => Assert.Equal("two", head.Epoch));
    }

    [Fact]
    public void Reset_OldNewsToldAfterIt_AreNotTold()
    {
        var told = new List<string>();
        using var tasks = _mirror.Observe("tasks", head => told.Add(head.Epoch));
        var old = _mirror.Append(Logged("tasks", 1, 2, 3));

        _mirror.Reset("two", Began, Starts(("tasks", 1))).Tell();
        old.Tell();

        Assert.Equal(["two"], told);
    }

    [Fact]
    public void Reset_LogBegunEarlier_CoversWhatFollowsItsStart()
    {
        _mirror.Append(Logged("tasks", 1, 2, 3));

        _mirror.Reset("two", Began, Starts(("tasks", 40)), Logged("tasks", 41, 42), Logged("notes", 1));

        var slice = _mirror.Read("tasks", 40, 10);
        Assert.Equal((40, 42), (slice.FloorSeq, slice.Head.Seq));
        Assert.Equal([41, 42], slice.Entries.Select(entry => entry.Seq));
        Assert.False(slice.Covers(39));
        Assert.Single(_mirror.Read("notes", 0, 10).Entries);
    }

    [Fact]
    public void Reset_ModelWithoutChanges_StandsAtTheBeginningOfTheEpoch()
    {
        var began = Began + TimeSpan.FromHours(1);

        _mirror.Reset("two", began, Starts());

        Assert.Equal(new LogHead("two", 0, began), _mirror.GetHead("notes"));
    }

    [Fact]
    public void Reset_CommitThatDoesNotFollow_ThrowsAndGivesUpNothing()
    {
        _mirror.Append(Logged("tasks", 1));

        Assert.Throws<ArgumentException>(() => _mirror.Reset("two", Began, Starts(("tasks", 40)), Logged("tasks", 42)));

        Assert.Equal("one", _mirror.Epoch);
        Assert.Single(_mirror.Read("tasks", 0, 10).Entries);
    }

    [Fact]
    public void Reset_HeadOfAnotherEpoch_Throws() =>
        Assert.Throws<ArgumentException>(() => _mirror.Reset("two", Began, new Dictionary<string, LogHead> { ["tasks"] = new("three", 4, Began) }));

    [Fact]
    public void Skip_LaterNumber_GivesUpThatModelOnly()
    {
        var told = new List<long>();
        using var tasks = _mirror.Observe("tasks", head => told.Add(head.Seq));
        _mirror.Append(Logged("tasks", 1, 2), Logged("notes", 1));

        _mirror.Skip("tasks", 10, Began).Tell();
        _mirror.Append(Logged("tasks", 11)).Tell();

        Assert.Equal((10, 11), (_mirror.Read("tasks", 10, 10).FloorSeq, _mirror.GetHead("tasks").Seq));
        Assert.Single(_mirror.Read("notes", 0, 10).Entries);
        Assert.Equal([10, 11], told);
    }

    [Fact]
    public void Skip_EarlierNumber_Throws()
    {
        _mirror.Append(Logged("tasks", 1, 2));

        Assert.Throws<ArgumentException>(() => _mirror.Skip("tasks", 1, Began));
    }

    [Fact]
    public void Read_EntriesOlderThanTheAgeWhenTaken_AreGivenUp()
    {
        _time.Advance(TimeSpan.FromMinutes(6));

        _mirror.Reset("two", Began, Starts(("tasks", 4)), Logged("tasks", 5));

        Assert.Equal((5, 5), (_mirror.Read("tasks", 5, 10).FloorSeq, _mirror.GetHead("tasks").Seq));
    }

    [Fact]
    public void Split_CommitOverModels_KeepsTheOrderOfEach()
    {
        var parts = _mirror.Split(new Commit([Changes.Add("notes", "a"), Changes.Add("tasks", "b"), Changes.Add("notes", "c")], "mine", Began));

        Assert.Equal(["notes", "tasks"], parts.Select(part => part.Model));
        Assert.Equal(["a", "c"], parts[0].Changes.Select(change => change.Key.Text));
        Assert.All(parts, part => Assert.Equal(("mine", Began), (part.MutationId, part.Began)));
    }

    private static LoggedCommit Logged(string model, params long[] seqs) =>
        new(new ModelCommit(model, Changes.Commit(model, seqs.Length).Changes), seqs[0], Began);

    private static Dictionary<string, LogHead> Starts(params (string Model, long Seq)[] heads) =>
        heads.ToDictionary(head => head.Model, head => new LogHead("two", head.Seq, Began));
}
