using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Tests.Feed;
using SyncHub.Server.Tests.Hubs;

namespace SyncHub.Server.Tests.Collections;

/// <summary>What a read has to be for its rows to be taken, and what may fail without others noticing: each of these fails where its guard is missing.</summary>
public sealed class LiveViewGuardTests
{
    /// <summary>Seqs of another epoch mean nothing here: rows that carry one must not be taken for those of this log.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_OfAnotherEpoch_IsRepeated(bool deep)
    {
        await using var loop = new TurnedLoop(seq: 2, deepPage: deep ? 0 : 1_000);
        await loop.AskAsync(top: 2);
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(2, "other"), total: 1, 9));
        await loop.TurnAsync();
        Assert.Equal(string.Empty, loop.Received);

        await loop.TurnAsync();
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(2), total: 2, 1, 2));
        await loop.TurnAsync();

        Assert.Equal("""[{"id":1},{"id":2}] of 2 at first 2""", loop.Received);
    }

    /// <summary>The source was read before the log ran ahead: what it found says nothing about where the feed stands since.</summary>
    [Fact]
    public async Task Read_BegunBeforeARestart_IsDropped()
    {
        await using var loop = new TurnedLoop(seq: 2, QueryEvaluation.Requery);
        await loop.AskAsync(top: 2);
        var early = await loop.ReadAsync();
        await loop.RestartAsync(TurnedLoop.Head(8));
        var late = await loop.ReadAsync();

        early.End(TurnedLoop.Found(position: null, total: 1, 9));
        await loop.TurnAsync();
        Assert.Equal(string.Empty, loop.Received);
        late.End(TurnedLoop.Found(position: null, total: 2, 1, 2));
        await loop.TurnAsync();

        Assert.Equal("""[{"id":1},{"id":2}] of 2 at first 8""", loop.Received);
    }

    /// <summary>The rows behind one place, asked for before a restart, must not be taken for those behind another, asked for under the same number after it.</summary>
    [Fact]
    public async Task Refill_BegunBeforeARestart_IsDropped()
    {
        await using var loop = new TurnedLoop(seq: 10);
        await loop.AskAsync(top: 1);
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(10), total: 6, 1, 2));
        await loop.TurnAsync();
        await loop.FollowAsync(Entries.Remove(11, 1, TurnedLoop.Body(1)));
        await loop.FollowAsync(Entries.Remove(12, 2, TurnedLoop.Body(2)));
        var early = await loop.ReadAsync();

        // While nobody looked, 0 to 2 came.
        await loop.RestartAsync(TurnedLoop.Head(20));
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(20), total: 7, 0, 1));
        await loop.TurnAsync();
        await loop.FollowAsync(Entries.Remove(21, 0, TurnedLoop.Body(0)));
        await loop.FollowAsync(Entries.Remove(22, 1, TurnedLoop.Body(1)));
        var late = await loop.ReadAsync();
        _ = loop.Received;

        early.End(TurnedLoop.Found(TurnedLoop.Head(22), total: 5, 3, 4));
        await loop.TurnAsync();
        Assert.Equal(string.Empty, loop.Received);
        late.End(TurnedLoop.Found(TurnedLoop.Head(22), total: 5, 2, 3));
        await loop.TurnAsync();

        Assert.Equal((2, 1), (early.Range.After?.Entity.Id, late.Range.After?.Entity.Id));
        Assert.Equal("""[{"id":2}] of 5 at 22""", loop.Received);
    }

    /// <summary>Nobody waits any more: a read that came too early is not repeated.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_OfAListThatHasEnded_IsDropped(bool deep)
    {
        await using var loop = new TurnedLoop(seq: 2, deepPage: deep ? 0 : 1_000);
        var session = await loop.AskAsync(top: 2);
        var read = await loop.ReadAsync();
        loop.Queries.Forget(session);

        read.End(TurnedLoop.Found(TurnedLoop.Head(1), total: 1, 9));
        await loop.TurnAsync();

        Assert.True(loop.IsIdle);
        Assert.Equal(string.Empty, loop.Received);
    }

    /// <summary>The feed was told that the connection has gone before the request came: nobody will tell it again.</summary>
    [Fact]
    public async Task Join_ConnectionHasEnded_IsWithdrawn()
    {
        await using var loop = new TurnedLoop(seq: 2);
        var session = loop.Open();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = session.Ended.Register(ended.SetResult);
        session.Connection.Abort();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        loop.Queries.Forget(session);

        await loop.AskAsync(session, top: 2);

        Assert.True(loop.LastJoin.IsCompletedSuccessfully);
    }

    /// <summary>A change that the read holds already would be counted again when the log brings it.</summary>
    [Fact]
    public async Task Read_AheadOfTheFeed_IsTakenWhenTheFeedHasComeAsFar()
    {
        await using var loop = new TurnedLoop(seq: 2);
        await loop.AskAsync(top: 5);
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(4), total: 4, 1, 2, 3, 4));
        await loop.TurnAsync();
        Assert.Equal(string.Empty, loop.Received);

        await loop.FollowAsync(Entries.Add(3, 3, TurnedLoop.Body(3)));
        Assert.Equal(string.Empty, loop.Received);
        await loop.FollowAsync(Entries.Add(4, 4, TurnedLoop.Body(4)));
        Assert.Equal("""[{"id":1},{"id":2},{"id":3},{"id":4}] of 4 at first 4""", loop.Received);
        await loop.FollowAsync(Entries.Add(5, 5, TurnedLoop.Body(5)));

        Assert.Equal("""[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}] of 5 at 5""", loop.Received);
    }

    /// <summary>As above for rows that a page has run out of: what the log brings meanwhile overrules none of them, and is counted once.</summary>
    [Fact]
    public async Task Refill_AheadOfTheFeed_IsTakenWhenTheFeedHasComeAsFar()
    {
        await using var loop = new TurnedLoop(seq: 10);
        await loop.AskAsync(top: 1);
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(10), total: 5, 1, 2));
        await loop.TurnAsync();
        await loop.FollowAsync(Entries.Remove(11, 1, TurnedLoop.Body(1)));
        await loop.FollowAsync(Entries.Remove(12, 2, TurnedLoop.Body(2)));
        _ = loop.Received;

        // 3 is gone already, which the feed does not know yet.
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(13), total: 2, 4, 5));
        await loop.TurnAsync();
        Assert.Equal(string.Empty, loop.Received);
        await loop.FollowAsync(Entries.Remove(13, 3, TurnedLoop.Body(3)));

        Assert.Equal("""[{"id":4}] of 2 at 13""", loop.Received);
    }

    /// <summary>A read without a position may have what is held back: whether it was counted with the rows is known only once it has been taken in.</summary>
    [Fact]
    public async Task Refill_HasAChangeThatIsHeldBack_IsCountedOnce()
    {
        await using var loop = new TurnedLoop(seq: 10);
        await loop.AskAsync(top: 1);
        (await loop.ReadAsync()).End(TurnedLoop.Found(position: null, total: 4, 1, 2));
        await loop.TurnAsync();
        await loop.FollowAsync(Entries.Remove(11, 1, TurnedLoop.Body(1)) with { VisibleSince = loop.Later() });
        await loop.FollowAsync(Entries.Remove(12, 2, TurnedLoop.Body(2)) with { VisibleSince = loop.Later() });
        _ = loop.Received;
        var refill = await loop.ReadAsync();
        loop.Hold(Entries.Add(13, 5, TurnedLoop.Body(5)) with { VisibleSince = loop.Later() });

        // All there are, and more than is held.
        loop.Later();
        refill.End(TurnedLoop.Found(position: null, total: 3, 3, 4, 5));
        await loop.TurnAsync();
        await loop.FollowAsync(Entries.Remove(14, 3, TurnedLoop.Body(3)) with { VisibleSince = loop.Later() });

        Assert.Equal("""[{"id":3}] of 3 at 13; [{"id":4}] of 2 at 14""", loop.Received);
    }

    /// <summary>What a refill puts right beside the rows that it was asked for has no seq of its own: as a change, followers would drop it.</summary>
    [Fact]
    public async Task Refill_CorrectsTheTotalWithoutAChange_OthersGetTheWholePage()
    {
        await using var loop = new TurnedLoop(seq: 10);
        await loop.AskAsync(top: 1);
        (await loop.ReadAsync()).End(TurnedLoop.Found(position: null, total: 4, 1, 2));
        await loop.TurnAsync();
        await loop.AskAsync(top: 9);
        _ = loop.Received;

        // One has gone, which the log has not told yet.
        (await loop.ReadAsync()).End(TurnedLoop.Found(position: null, total: 1, 3));
        await loop.TurnAsync();

        Assert.Equal("""[{"id":1}] of 3 at 10; [{"id":1},{"id":2},{"id":3}] of 3 at first 10""", loop.Received);
    }

    /// <summary>What the first change of a row said was before is forgotten: any list may have lost the row by it, whatever the images that are left say.</summary>
    [Fact]
    public async Task Contested_FirstChangeOfTheRowIsForgotten_EveryListIsCountedAgain()
    {
        await using var loop = new TurnedLoop(seq: 10);
        await loop.AskAsync(top: 1);
        (await loop.ReadAsync()).End(TurnedLoop.Found(position: null, total: 4, 1, 2));
        await loop.TurnAsync();
        await loop.FollowAsync(Entries.Add(11, 9, TurnedLoop.Body(9)) with { VisibleSince = loop.Later(), PreviousSeq = 5 });
        _ = loop.Received;
        var overtaken = new Change { Model = nameof(Note), Key = 9, Kind = ChangeKind.Remove };
        await loop.FollowAsync(Entries.Of(12, overtaken) with { VisibleSince = loop.Later(), PreviousSeq = 11, Effect = EntryEffect.Contested });

        (await loop.ReadAsync()).End(TurnedLoop.Found(position: null, total: 4));
        await loop.TurnAsync();

        Assert.Equal("""[{"id":1}] of 4 at 12""", loop.Received);
    }

    /// <summary>One member that cannot be taken out must not keep the others in a list that has ended.</summary>
    [Fact]
    public async Task End_OneMemberCannotBeTakenOut_TheOthersAre()
    {
        await using var loop = new TurnedLoop(seq: 2, matches: 2);
        var first = await loop.AskAsync(top: null);
        (await loop.ReadAsync()).End(TurnedLoop.Found(TurnedLoop.Head(2), total: 2, 1, 2));
        await loop.TurnAsync();
        var second = await loop.AskAsync(top: null);
        var third = await loop.AskAsync(top: null);
        loop.Sink.FailsToLeave = session => session == first || session == second;

        await loop.FollowAsync(Entries.Add(3, 3, TurnedLoop.Body(3)));

        Assert.Equal([null, null, null], new[] { first, second, third }.Select(session => session.Deactivate(loop.SubscriptionId!)));
        Assert.Equal(2, loop.Failures.Count);
        Assert.All(loop.Failures, failure => Assert.Equal("The test has this session stay.", failure.Message));
    }
}
