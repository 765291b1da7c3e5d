using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests;

public sealed class SyncClientErrorTests
{
    [Fact]
    public async Task Error_Final_IsErrorAndOthersLiveOn()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var bad = scripted.Client.SubscribeEntity<Note>(2);
        await connection.SendAsync(Error(SyncErrorCodes.UnknownModel, requestId: (await connection.NextRequestAsync()).RequestId));
        var exception = await Assert.ThrowsAsync<SyncException>(() => bad.WhenSyncedAsync().Within());

        Assert.Equal(SyncErrorCodes.UnknownModel, exception.Error.Code);
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        await bad.RetryAsync().Within();
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, "null", 0, id: "s2"));
        await bad.WhenAsync(state => state is SyncState<Note?>.Synced);
    }

    [Fact]
    public async Task Error_Forbidden_DropsTheData()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));
        var error = Assert.IsType<SyncState<Note?>.Error>(await note.WhenAsync(state => state is SyncState<Note?>.Error));

        Assert.False(error.HasData);
        Assert.Null(note.DataOrDefault);
        Assert.Null(note.Version);
    }

    [Fact]
    public async Task Error_Retryable_AsksAgainAfterTheTimeGiven()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        await connection.SendAsync(Error(SyncErrorCodes.SourceUnavailable, retryable: true, requestId: request.RequestId, retryAfterMs: 4_000));
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(4)).Within();
        scripted.Time.Advance(TimeSpan.FromMilliseconds(3_999));
        Assert.False(connection.HasSubscribe);
        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
        scripted.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.NotEqual(request.RequestId, (await connection.NextRequestAsync()).RequestId);
    }

    [Fact]
    public async Task Error_NotEnded_KeepsWaitingForTheAnswer()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        await connection.SendAsync(Error(SyncErrorCodes.SourceUnavailable, retryable: true, ended: false, requestId: request.RequestId));
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));

        await note.WhenSyncedAsync().Within();
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task Call_RefusedByTheHub_IsErrorWithItsReason()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnSubscribe = _ => throw new SyncException(new SyncError(SyncClientErrorCodes.RequestFailed, "Method does not exist."));
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var error = Assert.IsType<SyncState<Note?>.Error>(await note.WhenAsync(state => state is SyncState<Note?>.Error));

        Assert.Equal("Method does not exist.", error.Reason.Message);
    }

    [Fact]
    public async Task Call_FailsOtherwise_IsTriedAgain()
    {
        await using var scripted = new ScriptedClient();
        var failures = 1;
        scripted.Server.OnSubscribe = _ => failures-- > 0 ? throw new IOException("hiccup") : Task.CompletedTask;
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        await connection.NextRequestAsync();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(2)).Within();
        scripted.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(await connection.NextRequestAsync());
        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
    }

    [Theory]
    [InlineData("gap")]
    [InlineData("epoch")]
    [InlineData("unfit")]
    public async Task Push_DoesNotFollow_AsksAgainAndShowsTheLastData(string kind)
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(kind switch
        {
            "gap" => Updated("""{"text":"z"}""", 9, 8),
            "epoch" => Updated("""{"text":"z"}""", 6, 5, epoch: "e2"),
            _ => Updated("[]", 6, 5),
        });
        var request = await connection.NextRequestAsync();
        Assert.Equal(kind == "gap" ? 5 : null, request.LastSeq);
        Assert.Equal(new SyncState<Note?>.Cached(new Note(1, "a")), note.State);
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"true"}""", 9));

        Assert.Equal("true", (await note.WhenSyncedAsync().Within())!.Text);
    }

    [Fact]
    public async Task Answer_UnusableAgain_BacksOff()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, "{}", 1) with { Kind = "riddle" });
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, "{}", 1) with { Kind = "riddle" });
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(2)).Within();

        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        Assert.False(connection.HasSubscribe);
        scripted.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await connection.NextRequestAsync()).LastSeq);
    }

    [Fact]
    public async Task Refresh_FromTheServer_AppliesAndFollowsTheNewId()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Snapshot(null, """{"id":1,"text":"fresh"}""", 2, id: "s2", epoch: "e2", replaces: "s1"));
        await connection.SendAsync(new EntityUpdated { SubscriptionId = "s2", Id = 1, Change = Raw("""{"rank":1}"""), Version = At(3, "e2"), Prev = 2 });

        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data: { Text: "fresh", Rank: 1 } });
    }

    [Fact]
    public async Task Push_OfNobodysSubscription_IsUnsubscribedOnce()
    {
        await using var scripted = new ScriptedClient();
        var (_, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Updated("{}", 6, 5, id: "stray"));
        await connection.SendAsync(Updated("{}", 7, 6, id: "stray"));

        Assert.Equal("stray", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        await scripted.SettledAsync();
        Assert.False(connection.HasUnsubscribe);
    }
}
