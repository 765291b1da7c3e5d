using SyncHub.Client.Handles;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Mutations.MutationWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>Optimistic writes to one entity.</summary>
public sealed class EntityMutationTests
{
    [Fact]
    public async Task Update_Issued_IsShownAtOnceAndMarkedAsPending()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");

        var state = await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        Assert.IsType<SyncState<Note?>.Synced>(state);
        Assert.Equal((RowStatus.Pending, MutationStatus.Pending), (note.Status, mutation.Status));
        Assert.Equal(At(5), note.Version);
        Assert.False(mutation.Accepted.IsCompleted);
    }

    [Fact]
    public async Task Update_AnsweredThenPushed_SettlesInOneStep()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var texts = TextsOf(scripted, note);
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));
        await mutation.Accepted.Within();
        Assert.Equal((MutationStatus.Accepted, RowStatus.Pending, "b"), (mutation.Status, note.Status, note.DataOrDefault!.Text));

        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await mutation.Settled.Within();
        Assert.Equal((MutationStatus.Settled, RowStatus.Settled, "b"), (mutation.Status, note.Status, note.DataOrDefault!.Text));
        Assert.Equal(["b", "b"], await texts());
    }

    [Fact]
    public async Task Update_PushNamesItBeforeTheAnswer_SettlesAndTheAnswerDoesNothing()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5) with { MutationIds = [mutation.Id] });
        await mutation.Settled.Within();
        Assert.True(mutation.Accepted.IsCompletedSuccessfully);

        await connection.SendAsync(Updated("""{"text":"c"}""", 7, 6));
        await scripted.AcceptAsync(mutation, Result(6));
        Assert.Equal(("c", RowStatus.Settled), (note.DataOrDefault!.Text, note.Status));
    }

    [Fact]
    public async Task Update_PushOfACommitThatGoesOn_SettlesWhenThePositionHasReachedItsEnd()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await connection.SendAsync(Updated("""{"text":"half"}""", 6, 5) with { MutationIds = [mutation.Id], Commit = 8 });
        await scripted.SettledAsync();
        Assert.Equal(("b", MutationStatus.Accepted), (note.DataOrDefault!.Text, mutation.Status));

        await connection.SendAsync(Position(8));
        await mutation.Settled.Within();
        Assert.Equal("half", note.DataOrDefault!.Text);
    }

    /// <summary>FuryStack: a rollback after any server update did nothing, so a refused value stayed.</summary>
    [Fact]
    public async Task Rollback_AfterAnUnrelatedUpdate_TakesTheRefusedValueAway()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "refused");
        await connection.SendAsync(Updated("""{"rank":3}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data: { Rank: 3, Text: "refused" } });

        mutation.Rollback();
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data: { Rank: 3, Text: "a" } });
        Assert.Equal(MutationStatus.RolledBack, mutation.Status);
        Assert.Equal(SyncClientErrorCodes.MutationRolledBack, (await Assert.ThrowsAsync<SyncException>(() => mutation.Settled)).Error.Code);
    }

    [Fact]
    public async Task Rollback_AfterTheServerHasAnsweredThisMutation_DoesNothing()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));

        mutation.Rollback();
        await scripted.SettledAsync();
        Assert.Equal((MutationStatus.Accepted, "b"), (mutation.Status, note.DataOrDefault!.Text));
    }

    /// <summary>FuryStack: the second of two rollbacks restored the first one's optimistic value.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rollback_TwoInEitherOrder_LeavesTheOriginal(bool firstFirst)
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var (first, second) = (scripted.Client.SetText(1, "b"), scripted.Client.SetText(1, "c"));
        (firstFirst ? first : second).Rollback();
        await scripted.SettledAsync();
        Assert.Equal((firstFirst ? "c" : "b", RowStatus.Pending), (note.DataOrDefault!.Text, note.Status));

        (firstFirst ? second : first).Rollback();
        await scripted.SettledAsync();
        Assert.Equal(("a", RowStatus.Settled), (note.DataOrDefault!.Text, note.Status));
    }

    [Fact]
    public async Task Rollback_WhileOffline_StaysCached()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        connection.Break();
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);
        var mutation = scripted.Client.SetText(1, "b");
        await note.WhenAsync(state => state is SyncState<Note?>.Cached { Data.Text: "b" });

        mutation.Rollback();
        await note.WhenAsync(state => state is SyncState<Note?>.Cached { Data.Text: "a" });
        await scripted.SettledAsync();
        Assert.IsType<SyncState<Note?>.Cached>(note.State);
    }

    [Fact]
    public async Task Update_AnsweredWhileOffline_StaysUntilTheReconnectsDelta()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var texts = TextsOf(scripted, note);
        connection.Break();
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));
        var next = await scripted.ReconnectedAsync();
        var request = await next.NextRequestAsync();
        Assert.Equal(5, request.LastSeq);
        await next.SendAsync(Delta(request.RequestId, 7, Change(EntityChange.Update, 6, """{"text":"b"}"""), Change(EntityChange.Update, 7, """{"rank":1}""")));
        await mutation.Settled.Within();

        Assert.Equal(new Note(1, "b", 1), note.DataOrDefault);
        Assert.DoesNotContain("a", await texts());
    }

    [Fact]
    public async Task Update_NobodyAnswers_IsUnknownAfterMutationTimeoutAndGone()
    {
        await using var scripted = new ScriptedClient(options => options.MutationTimeout = TimeSpan.FromMinutes(7));
        var (note, _) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromMinutes(7)).Within();
        scripted.Time.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(SyncClientErrorCodes.MutationUnknown, (await Assert.ThrowsAsync<SyncException>(() => mutation.Accepted.Within())).Error.Code);
        await scripted.SettledAsync();
        Assert.Equal((MutationStatus.Unknown, "a", RowStatus.Settled), (mutation.Status, note.DataOrDefault!.Text, note.Status));
        Assert.Empty(scripted.Client.FailedMutations);
    }

    [Fact]
    public async Task Update_AnswerSaysThatNothingWasWritten_GoesWithIt()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, new MutationResult { Versions = new Dictionary<string, SyncVersion>() });

        Assert.Equal((MutationStatus.Settled, "a"), (mutation.Status, note.DataOrDefault!.Text));
    }

    [Fact]
    public async Task Update_AnswerWithoutPositions_StaysUntilItsEffectIsThere()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, null);
        await connection.SendAsync(Updated("""{"rank":1}""", 6, 5));
        await scripted.SettledAsync();
        Assert.Equal((MutationStatus.Accepted, "b"), (mutation.Status, note.DataOrDefault!.Text));

        await connection.SendAsync(Updated("""{"text":"b"}""", 7, 6));
        await mutation.Settled.Within();
        await connection.SendAsync(Updated("""{"text":"c"}""", 8, 7));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "c" });
    }

    [Fact]
    public async Task Update_EpochBeginsAnewAfterTheAnswer_SettlesWithItsSnapshot()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));
        await connection.SendAsync(Snapshot(null, """{"id":1,"text":"c"}""", 1, epoch: "e2"));

        await mutation.Settled.Within();
        Assert.Equal("c", note.DataOrDefault!.Text);
    }

    [Fact]
    public async Task Update_PositionOfAnotherScope_IsWaitedForNoLongerThanMutationTimeout()
    {
        await using var scripted = new ScriptedClient(options => options.MutationTimeout = TimeSpan.FromMinutes(7));
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6, "of somebody else"));
        await connection.SendAsync(Updated("""{"rank":1}""", 9, 5));
        await scripted.SettledAsync();
        Assert.Equal("b", note.DataOrDefault!.Text);

        scripted.Time.Advance(TimeSpan.FromMinutes(7));
        await mutation.Settled.Within();
        Assert.Equal("a", note.DataOrDefault!.Text);
    }

    [Fact]
    public async Task Add_ServersEntityArrives_ServersIsShown()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, "null", 5));
        Assert.Null(await note.WhenSyncedAsync().Within());
        var mutation = scripted.Client.Mutate(m => m.Add(1, new Note(1, "mine")));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "mine" });

        await connection.SendAsync(Added("""{"id":1,"text":"theirs"}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "theirs" });
        await scripted.AcceptAsync(mutation, Result(6));
        await mutation.Settled.Within();
    }

    [Fact]
    public async Task Remove_Issued_ShowsNoEntityUntilItFails()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var mutation = scripted.Client.Mutate(m => m.Remove<Note>(1));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data: null });

        mutation.Fail("It is locked.");
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "a" });
        Assert.Equal((RowStatus.Failed, "It is locked."), (note.Status, mutation.Error!.Message));
    }

    [Fact]
    public async Task Fail_Dismissed_IsForgotten()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        mutation.Fail("No.");
        await scripted.SettledAsync();
        await CallbacksAsync(scripted.Client);
        Assert.Same(mutation, Assert.Single(scripted.Client.FailedMutations));
        Assert.Empty(scripted.Client.PendingMutations);

        mutation.Dismiss();
        await scripted.SettledAsync();
        await CallbacksAsync(scripted.Client);
        Assert.Equal(RowStatus.Settled, note.Status);
        Assert.Empty(scripted.Client.FailedMutations);
    }

    [Fact]
    public async Task Fail_RowIsChangedAgain_IsForgotten()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        scripted.Client.SetText(1, "b").Fail("No.");
        var second = scripted.Client.SetText(1, "c");
        await scripted.SettledAsync();
        await CallbacksAsync(scripted.Client);

        Assert.Equal(RowStatus.Pending, note.Status);
        Assert.Empty(scripted.Client.FailedMutations);
        Assert.Same(second, Assert.Single(scripted.Client.PendingMutations));
    }

    [Fact]
    public async Task Fail_CallFailedOnlyOnItsWayBack_PushTakesTheFailureAway()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        mutation.Fail("The connection broke.");
        await scripted.SettledAsync();
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5) with { MutationIds = [mutation.Id] });
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        await CallbacksAsync(scripted.Client);

        Assert.Equal(RowStatus.Settled, note.Status);
        Assert.Empty(scripted.Client.FailedMutations);
    }

    [Fact]
    public async Task Mutate_ReleasedAndNobodyLooks_SettlesWithTheAnswer()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(note);
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));

        Assert.Equal(MutationStatus.Settled, mutation.Status);
    }

    [Fact]
    public async Task Mutate_EntityNobodyHasAnswered_StaysUntilItsAnswer()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));
        Assert.Equal(MutationStatus.Accepted, mutation.Status);

        // Read before the write, on its way until after it.
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));
        Assert.Equal("b", (await note.WhenSyncedAsync().Within())!.Text);
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await mutation.Settled.Within();
    }

    [Fact]
    public async Task Mutate_ChangesNothingElse_RaisesNothingThere()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var other = scripted.Client.SubscribeEntity<Note>(2);
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, """{"id":2,"text":"x"}""", 5, "s2"));
        await other.WhenSyncedAsync().Within();
        var before = other.State;
        scripted.Client.SetText(1, "b");
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });

        Assert.Same(Data(before), Data(other.State));
        Assert.Equal(RowStatus.Settled, other.Status);
    }

    [Fact]
    public async Task Dispose_MutationsUnderWay_FailAsDisposed()
    {
        var scripted = new ScriptedClient();
        await scripted.SyncedAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => mutation.Accepted.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => mutation.Settled.Within());
        Assert.Throws<ObjectDisposedException>(() => scripted.Client.SetText(1, "c"));
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    private static Note? Data(SyncState<Note?> state) => ((SyncState<Note?>.Synced)state).Data;

    /// <summary>Returns when the events raised so far have reached their handlers.</summary>
    private static async Task CallbacksAsync(SyncClient client)
    {
        var raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IHandleHost)client).Dispatcher.Post("probe", raised.SetResult);
        await raised.Task.Within();
    }

    /// <summary>The texts that the handle tells of from now on.</summary>
    private static Func<Task<List<string?>>> TextsOf(ScriptedClient scripted, LiveEntity<Note> note)
    {
        var texts = new List<string?>();
        note.StateChanged += (_, state) =>
        {
            lock (texts)
            {
                texts.Add(state switch
                {
                    SyncState<Note?>.Synced synced => synced.Data?.Text,
                    SyncState<Note?>.Cached { Data.Text: not "a" } cached => cached.Data.Text,
                    _ => "(cached)",
                });
            }
        };
        return async () =>
        {
            await CallbacksAsync(scripted.Client);
            lock (texts)
            {
                return [.. texts];
            }
        };
    }
}
