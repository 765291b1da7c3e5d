using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Protocol;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Every limit at its edge: the last that fits, the first that does not, what the client is told, and that it is counted.</summary>
public sealed class LimitTests
{
    private static readonly Who Ann = new("ann", "red", "lead");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Connections_OneTooMany_IsToldToComeBackAndPlacesAreGivenBack()
    {
        await using var server = await StartAsync(limits => limits.Connections = 2);
        using var gauges = new Gauges(server.Server.Services);
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();

        // Answered, so admitted: a connection is open before the server has looked at it.
        await first.AskAsync(1);
        await second.AskAsync(1);
        await using var third = await server.ConnectAsync();

        var closing = await third.NextAsync();
        Assert.Equal(ClientMethods.Subscribed, (await second.AskAsync(2, "r2")).Method);
        await second.DisposeAsync();
        await third.DisposeAsync();
        await gauges.WhenAsync("synchub.connections", 1);
        await using var fourth = await server.ConnectAsync();

        Assert.Equal(("limit-exceeded", true, 10_000), Closing(closing));
        Assert.Equal(ClientMethods.Subscribed, (await fourth.AskAsync(1)).Method);
        Assert.Equal(1, gauges["synchub.limits.reached"]);
    }

    [Fact]
    public async Task ConnectionsPerUser_OneTooMany_IsRefusedAndOthersAreNot()
    {
        await using var server = await StartAsync(limits => limits.ConnectionsPerUser = 1);
        await using var first = await server.ConnectAsync(Ann);

        // Answered, so admitted: a connection is open before the server has looked at it.
        await first.AskAsync(1);
        await using var second = await server.ConnectAsync(Ann);
        await using var other = await server.ConnectAsync(new Who("bob", "red", "lead"));
        await using var stranger = await server.ConnectAsync();

        Assert.Equal(("limit-exceeded", true, 10_000), Closing(await second.NextAsync()));
        Assert.Equal(ClientMethods.Subscribed, (await other.AskAsync(1)).Method);
        var refused = await Assert.ThrowsAsync<HubException>(() => stranger.SignInAsync(Ann.Secret));
        Assert.Contains("limit-exceeded: The user has 1 connections", refused.Message, StringComparison.Ordinal);

        // Whoever becomes somebody else makes room.
        Assert.True((await first.SignInAsync("cyd/red/lead")).GetProperty("ok").GetBoolean());
        Assert.True((await stranger.SignInAsync(Ann.Secret)).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task LiveQueriesPerConnection_OneTooMany_IsRefusedAndEntitiesAreNot()
    {
        await using var server = await StartAsync(limits => limits.LiveQueriesPerConnection = 2);
        await using var client = await server.ConnectAsync();
        var first = (await AskTopAsync(client, 1)).Argument;
        await AskTopAsync(client, 2);

        var refused = await AskTopAsync(client, 3);
        Assert.Equal("limit-exceeded", refused.Argument.Text("code"));
        Assert.Contains("LiveQueriesPerConnection", refused.Argument.Text("error"), StringComparison.Ordinal);
        Assert.Equal(ClientMethods.Subscribed, (await client.AskAsync(1, "e")).Method);
        await client.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = first.Text("subscriptionId") });
        Assert.Equal(ClientMethods.Subscribed, (await AskTopAsync(client, 3)).Method);
    }

    [Fact]
    public async Task LiveQueries_OneTooMany_IdleOnesMakeWayAndThenItIsRetryable()
    {
        await using var server = await StartAsync(limits => limits.LiveQueries = 2);
        await using var one = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();
        var first = (await AskTopAsync(one, 1)).Argument;
        await AskTopAsync(one, 2);

        // The same query again is no query more.
        Assert.Equal(ClientMethods.Subscribed, (await AskTopAsync(other, 2)).Method);
        var refused = (await AskTopAsync(other, 3)).Argument;
        Assert.Equal(("limit-exceeded", true), (refused.Text("code"), refused.GetProperty("retryable").GetBoolean()));
        Assert.Equal(5_000, refused.GetProperty("retryAfterMs").GetInt32());
        await one.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = first.Text("subscriptionId") });
        Assert.Equal(ClientMethods.Subscribed, (await AskTopAsync(other, 3)).Method);
    }

    [Fact]
    public async Task SubscribeRate_BurstUsedUp_SaysHowLongToWaitAndComesBack()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(limits => (limits.SubscribeBurst, limits.SubscribesPerSecond) = (3, 2), clock);
        await using var client = await server.ConnectAsync();
        for (var request = 0; request < 3; request++)
        {
            Assert.Equal(ClientMethods.Subscribed, (await client.AskAsync(request, $"r{request}")).Method);
        }

        // The refusal takes as long as it says: a flood is read no faster than it may come.
        var asking = client.AskAsync(3, "r3");
        await clock.WhenTimerArmedAsync(TimeSpan.FromMilliseconds(500));
        Assert.False(asking.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(500));
        var refused = (await asking).Argument;
        Assert.Equal(("limit-exceeded", true, 500), (refused.Text("code"), refused.GetProperty("retryable").GetBoolean(), refused.GetProperty("retryAfterMs").GetInt32()));
        Assert.Equal(ClientMethods.Subscribed, (await client.AskAsync(3, "r4")).Method);
    }

    /// <summary>Reading a query costs more than many a valid request does.</summary>
    [Fact]
    public async Task SubscribeRate_RequestsThatAreRefused_CountToo()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(limits => limits.SubscribeBurst = 3, clock);
        await using var client = await server.ConnectAsync();
        var asking = client.InvokeAsync(HubMethods.SubscribeMany, new
        {
            entities = new object[] { new { requestId = "e1" } },
            collections = new object[] { new { requestId = "c1", model = "Secret", filter = 7 }, new { requestId = "c2", model = "NoSuch" }, new { requestId = "c3", model = "Secret", filter = 7 } },
        });
        await clock.WhenTimerArmedAsync(TimeSpan.FromMilliseconds(5));
        clock.Advance(TimeSpan.FromMilliseconds(5));
        await asking;

        var codes = new List<string?>();
        for (var answers = 0; answers < 4; answers++)
        {
            codes.Add((await client.NextAsync()).Argument.Text("code"));
        }

        Assert.Equal(["invalid-request", "invalid-filter", "unknown-model", "limit-exceeded"], codes);
    }

    [Fact]
    public async Task SignInRate_BurstUsedUp_IsRefusedWithoutAskingTheAuthenticator()
    {
        await using var server = await StartAsync(limits => limits.SignInBurst = 2, new ManualTimeProvider());
        await using var client = await server.ConnectAsync();
        await client.SignInAsync("nonsense");
        await client.SignInAsync("nonsense");

        var refused = await Assert.ThrowsAsync<HubException>(() => client.SignInAsync(Ann.Secret));

        Assert.Contains("limit-exceeded: Authenticate comes too often", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Desk.Asked);
    }

    [Fact]
    public async Task SourceReads_AllTaken_OthersWaitInLineAndBeyondItAreRefused()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(),
            GatedSource.Settings(source) with { Options = options => (options.Limits.SourceReads, options.Limits.QueuedSourceReads) = (1, 1) });
        await using var reading = await BareClient.ConnectAsync(server);
        await using var waiting = await BareClient.ConnectAsync(server);
        await using var beyond = await BareClient.ConnectAsync(server);
        source.Close();
        await reading.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r", model = "Note", key = 1 });
        await source.WhenReadingAsync();

        // Whichever of the two comes second finds no place in the line.
        await waiting.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r", model = "Note", key = 2 });
        await beyond.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r", model = "Note", key = 3 });
        var refused = await (await Task.WhenAny(waiting.NextAsync(), beyond.NextAsync())).WaitAsync(Patience);
        Assert.Equal(("limit-exceeded", true), (refused.Argument.Text("code"), refused.Argument.GetProperty("retryable").GetBoolean()));
        Assert.Equal(1, source.Reads);

        source.Open();
        Assert.Equal(ClientMethods.Subscribed, (await reading.NextAsync()).Method);
    }

    private static Task<SecretServer> StartAsync(Action<SyncHubLimits> limits, TimeProvider? time = null) =>
        SecretServer.StartAsync(access => access.Scope(_ => null), options => limits(options.Limits), time);

    private static async Task<ServerCall> AskTopAsync(BareClient client, int top)
    {
        await client.InvokeAsync(HubMethods.SubscribeCollection, new { requestId = $"c{top}", model = nameof(Secret), top });
        return await client.NextAsync();
    }

    private static (string?, bool, int) Closing(ServerCall call)
    {
        Assert.Equal(ClientMethods.Closing, call.Method);
        return (call.Argument.Text("code"), call.Argument.GetProperty("reconnect").GetBoolean(), call.Argument.GetProperty("afterMs").GetInt32());
    }
}
