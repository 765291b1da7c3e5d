using SyncHub.Client.Tests.Scripted;

namespace SyncHub.Client.Tests.Loop;

public sealed class ConnectionDriverTests
{
    /// <summary>An attempt that was given up opens after all, while the next one is under way.</summary>
    [Fact]
    public async Task Opened_OfAnEarlierAttempt_IsNotTakenForTheLatest()
    {
        await using var scripted = new ScriptedClient();
        var (late, latest) = (new TaskCompletionSource(), new TaskCompletionSource());
        var attempts = 0;
        scripted.Server.OnStart = (_, cancellationToken) => attempts++ == 0 ? late.Task : latest.Task.WaitAsync(cancellationToken);
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var first = await scripted.Server.NextAsync();
        first.Break();
        var second = await scripted.ReconnectedAsync();
        await second.Started;

        // Without a flag for asynchronous continuations, the attempt has reported when this returns.
        late.SetResult();
        await scripted.SettledAsync();
        Assert.Equal(SyncConnectionState.Connecting, scripted.Client.ConnectionState);
        Assert.False(first.HasSubscribe);

        latest.SetResult();
        await second.NextRequestAsync();
        Assert.False(first.HasSubscribe);
    }
}
