using Microsoft.Extensions.Logging;
using SyncHub.Client.Tests.Scripted;
using SyncHub.Testing;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

/// <summary>What the server says of subscriptions that nobody here holds any more.</summary>
public sealed class UnclaimedAnswerTests
{
    [Theory]
    [InlineData("answer")]
    [InlineData("error")]
    public async Task Answer_OfAnAbandonedRequest_IsEndedWhenNothingOfItsModelIsOpen(string other)
    {
        await using var scripted = new ScriptedClient();
        var (connection, abandoned, open) = await AbandonAsync(scripted);
        await connection.SendAsync(Snapshot(abandoned, """{"id":1,"text":"a"}""", 5, id: "s1"));
        await connection.SendAsync(Updated("{}", 6, 5, id: "s1"));
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);

        await connection.SendAsync(other == "answer" ? Snapshot(open, "null", 6, id: "s2") : Error(SyncErrorCodes.UnknownModel, requestId: open));
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);
    }

    [Fact]
    public async Task Answer_OfAnAbandonedRequest_ThatAnotherTurnsOutToBeAbout_LivesOn()
    {
        await using var scripted = new ScriptedClient();
        var (connection, abandoned, open) = await AbandonAsync(scripted);
        await connection.SendAsync(Snapshot(abandoned, """{"id":1,"text":"a"}""", 5, id: "s1"));
        await connection.SendAsync(Snapshot(open, """{"id":1,"text":"a"}""", 5, id: "s1"));
        await scripted.SentAsync(connection);

        Assert.False(connection.HasUnsubscribe);
    }

    [Fact]
    public async Task Answer_OfAnAbandonedRequest_IsForgottenWithTheConnection()
    {
        await using var scripted = new ScriptedClient();
        var (connection, abandoned, _) = await AbandonAsync(scripted);
        await connection.SendAsync(Snapshot(abandoned, """{"id":1,"text":"a"}""", 5, id: "s1"));
        await scripted.SettledAsync();
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        await next.SendAsync(Snapshot((await next.NextRequestAsync()).RequestId, "null", 6, id: "s2"));
        await scripted.SentAsync(next);

        Assert.False(next.HasUnsubscribe);
    }

    [Fact]
    public async Task Error_OfNobodysSubscription_IsLogged()
    {
        using var logs = new TestLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        await using var scripted = new ScriptedClient(options => options.LoggerFactory = factory);
        var (_, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Error(SyncErrorCodes.InternalError));
        await scripted.SettledAsync();

        Assert.Contains("Test says internal-error.", Assert.Single(logs.Messages), StringComparison.Ordinal);
    }

    // One handle that is released before its answer, and one whose request stays open.
    private static async Task<(ScriptedConnection Connection, string Abandoned, string Open)> AbandonAsync(ScriptedClient scripted)
    {
        var released = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var abandoned = await connection.NextRequestAsync();
        scripted.Client.SubscribeEntity<Note>("1");
        var open = await connection.NextRequestAsync();
        await scripted.SuspendAsync(released);
        return (connection, abandoned.RequestId, open.RequestId);
    }
}
