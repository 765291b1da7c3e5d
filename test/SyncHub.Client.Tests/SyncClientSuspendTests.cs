using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests;

public sealed class SyncClientSuspendTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Release_RevivedInTime_NothingOnTheWire()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await note.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(Second).Within();
        scripted.Time.Advance(TimeSpan.FromMilliseconds(999));

        await using var again = scripted.Client.SubscribeEntity<Note>(1);
        Assert.IsType<SyncState<Note?>.Synced>(again.State);
        await scripted.SettledAsync();
        scripted.Time.Advance(TimeSpan.FromHours(1));
        await scripted.SettledAsync();

        Assert.IsType<SyncState<Note?>.Synced>(again.State);
        Assert.False(connection.HasUnsubscribe);
        Assert.False(connection.HasSubscribe);
    }

    [Fact]
    public async Task Release_DelayOver_SuspendsAndComesBackWithADelta()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Position(41));
        await note.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(Second).Within();
        scripted.Time.Advance(Second);
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        Assert.IsType<SyncState<Note?>.Suspended>(note.State);

        await using var again = scripted.Client.SubscribeEntity<Note>(1);
        Assert.IsType<SyncState<Note?>.Cached>(again.State);
        Assert.Equal("a", again.DataOrDefault!.Text);
        var request = await connection.NextRequestAsync();
        Assert.Equal(41, request.LastSeq);
        Assert.Equal(Epoch, request.Epoch);
        await connection.SendAsync(Delta(request.RequestId, 43, Change(EntityChange.Update, 42, """{"text":"b"}""")));

        Assert.Equal("b", (await again.WhenSyncedAsync().Within())!.Text);
        Assert.Equal(43, again.Version!.Value.Seq);
    }

    [Fact]
    public async Task Release_WithoutData_IsGoneAndItsLateAnswerIsUnsubscribed()
    {
        await using var scripted = new ScriptedClient();
        var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        await note.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(Second).Within();
        scripted.Time.Advance(Second);
        await scripted.SettledAsync();

        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        await using var again = scripted.Client.SubscribeEntity<Note>(1);
        Assert.IsType<SyncState<Note?>.Connecting>(again.State);
    }

    [Fact]
    public async Task Release_InfiniteDelay_StaysSubscribed()
    {
        await using var scripted = new ScriptedClient(options => options.Model<Note>(model => model.SuspendDelay = Timeout.InfiniteTimeSpan));
        var (note, connection) = await scripted.SyncedAsync();
        await note.DisposeAsync();
        await scripted.SettledAsync();
        scripted.Time.Advance(TimeSpan.FromDays(30));
        await scripted.SettledAsync();

        Assert.Equal(0, scripted.Time.ArmedTimers);
        Assert.False(connection.HasUnsubscribe);
        await using var again = scripted.Client.SubscribeEntity<Note>(1);
        Assert.IsType<SyncState<Note?>.Synced>(again.State);
    }

    [Fact]
    public async Task Suspended_BeyondTheLimit_ForgetsTheOldest()
    {
        await using var scripted = new ScriptedClient(options => options.MaxSuspended = 1);
        var (first, connection) = await scripted.SyncedAsync(key: 1);
        var second = scripted.Client.SubscribeEntity<Note>(2);
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, """{"id":2,"text":"b"}""", 5, id: "s2"));
        await second.WhenSyncedAsync().Within();
        foreach (var note in new[] { first, second })
        {
            await note.DisposeAsync();
            await scripted.Time.WhenTimerArmedAsync(Second).Within();
            scripted.Time.Advance(Second);
            await connection.NextUnsubscribeAsync();
        }

        await scripted.SettledAsync();
        await using var forgotten = scripted.Client.SubscribeEntity<Note>(1);
        await using var kept = scripted.Client.SubscribeEntity<Note>(2);
        Assert.IsType<SyncState<Note?>.Connecting>(forgotten.State);
        Assert.IsType<SyncState<Note?>.Cached>(kept.State);
    }
}
