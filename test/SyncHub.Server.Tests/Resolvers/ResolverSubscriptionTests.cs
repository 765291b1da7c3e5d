using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>What a bare client sees of a resolver.</summary>
public sealed class ResolverSubscriptionTests
{
    [Fact]
    public async Task Subscribe_RowsOfSeveralTypes_ComeUnderTheirNamesInOrder()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models
            .AddModel<Note, int>(note => note.Name("notes"))
            .AddResolver("report", (key, _, rows, _) =>
            {
                rows.Add(new Summary(key, 3));
                rows.Add(new Note { Id = 7, Title = "seven" });
                rows.Add("Extra", new { AtNoon = true });
                return Task.CompletedTask;
            }));
        await using var client = await BareClient.ConnectAsync(server);

        var answer = await client.SubscribeAsync("report", "2026-11", lastSeq: 5, epoch: "whatever");
        await server.Services.GetRequiredService<ISyncNotifier>().NotifyChangedAsync("report", "2026-11");
        var push = await client.NextAsync();

        const string Rows = """
            [{"model":"Summary","data":{"month":"2026-11","open":3}},{"model":"notes","data":{"id":7,"title":"seven","text":null,"likes":0}},{"model":"Extra","data":{"atNoon":true}}]
            """;
        Assert.Equal(("r1", "resolver", "report", "key", "snapshot"), (answer.Text("requestId"), answer.Text("kind"), answer.Text("model"), answer.Text("keyName"), answer.Text("mode")));
        Assert.Equal(Rows, answer.GetProperty("rows").GetRawText());
        Assert.Equal(0, answer.Seq());
        Assert.Equal(ClientMethods.RowsChanged, push.Method);
        Assert.Equal(answer.Text("subscriptionId"), push.Argument.Text("subscriptionId"));
        Assert.Equal(Rows, push.Argument.GetProperty("rows").GetRawText());
        Assert.Equal((1, answer.Epoch()), (push.Argument.Seq(), push.Argument.Epoch()));
    }

    [Fact]
    public async Task Subscribe_HandlerAddsNothing_IsAnsweredWithAnEmptyList()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = _ => [];
        await using var client = await scene.ConnectAsync();

        var answer = await client.SubscribeAsync(ResolverScene.Name, "k");

        Assert.Equal("[]", answer.GetProperty("rows").GetRawText());
    }

    [Theory]
    [InlineData(HubMethods.SubscribeEntity, """{"requestId":"r1","model":"report","key":7}""", "invalid-request", "Key 7 is not a key of resolver 'report'")]
    [InlineData(HubMethods.SubscribeEntity, """{"requestId":"r1","model":"report","key":""}""", "invalid-request", "not empty")]
    [InlineData(HubMethods.SubscribeEntity, """{"requestId":"r1","model":"report","key":null}""", "invalid-request", "not a key")]
    [InlineData(HubMethods.SubscribeEntity, """{"requestId":"r1","model":"report"}""", "invalid-request", "lacks 'key'")]
    [InlineData(HubMethods.SubscribeEntity, """{"requestId":"r1","model":"reports","key":"k"}""", "unknown-model", "AddResolver")]
    [InlineData(HubMethods.SubscribeCollection, """{"requestId":"r1","model":"report"}""", "invalid-request", "'report' is a resolver")]
    public async Task Subscribe_BadRequest_SaysWhatIsWrong(string method, string json, string code, string named)
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync();

        await client.InvokeAsync(method, JsonSerializer.Deserialize<JsonElement>(json));
        var error = await client.NextAsync(ClientMethods.SubscriptionError);

        Assert.Equal(("r1", code), (error.Text("requestId"), error.Text("code")));
        Assert.Contains(named, error.Text("error"), StringComparison.Ordinal);
        Assert.Equal(0, scene.Handler.Count);
    }

    [Fact]
    public async Task Subscribe_KeyAtTheLimitAndBeyond_IsTakenAndRefused()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = call => [$"{call.Key.Length}"];
        await using var client = await scene.ConnectAsync();

        var answer = await client.SubscribeAsync(ResolverScene.Name, new string('x', 256));
        await ResolverScene.AskAsync(client, new string('x', 257), "r2");
        var error = await client.NextAsync(ClientMethods.SubscriptionError);

        Assert.Equal("256", ResolverScene.TextsOf(answer));
        Assert.Contains("257 characters", error.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubscribeMany_WithResolvers_AnswersEach()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = call => [call.Key];
        await using var client = await scene.ConnectAsync();

        await client.InvokeAsync(HubMethods.SubscribeMany, new
        {
            entities = new[] { new { requestId = "a", model = "report", key = "1" }, new { requestId = "b", model = "report", key = "2" } },
        });
        var answers = new[] { await client.NextAsync(ClientMethods.Subscribed), await client.NextAsync(ClientMethods.Subscribed) };

        Assert.Equal(["a:1", "b:2"], answers.Select(answer => $"{answer.Text("requestId")}:{ResolverScene.TextsOf(answer)}").Order());
    }

    [Fact]
    public async Task Notify_SomeKeys_ReachesThoseWhoFollowThem()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = call => [call.Key];
        await using var client = await scene.ConnectAsync();
        await client.SubscribeAsync(ResolverScene.Name, "a");
        await client.SubscribeAsync(ResolverScene.Name, "b", requestId: "r2");

        await scene.NotifyAsync("nobody's");
        await scene.NotifyAsync("b");
        var one = await ResolverScene.NextTextsAsync(client);
        await scene.Notifier.NotifyAllChangedAsync(ResolverScene.Name);
        var all = new[] { await ResolverScene.NextTextsAsync(client), await ResolverScene.NextTextsAsync(client) };

        Assert.Equal("b", one);
        Assert.Equal(["a", "b"], all.Order());
        Assert.Equal(5, scene.Handler.Count);
    }

    [Fact]
    public async Task Notify_OnOneNode_ReachesTheFollowersOfAnother()
    {
        using var log = new InMemoryChangeLog(
            new Dictionary<string, ChangeRetention>
            {
                [ResolverScene.Name] = ChangeRetention.Default,
                [ResolverScene.Barrier] = ChangeRetention.Default,
            },
            TimeProvider.System);
        await using var one = await ResolverScene.StartAsync(services: services => services.AddSingleton<IChangeLog>(log));
        await using var two = await ResolverScene.StartAsync(services: services => services.AddSingleton<IChangeLog>(log));
        one.Handler.Texts = _ => ["one"];
        await using var client = await one.ConnectAsync();
        await client.SubscribeAsync(ResolverScene.Name, "k");

        await two.NotifyAsync();

        Assert.Equal("one", await ResolverScene.NextTextsAsync(client));
        Assert.Equal(0, two.Handler.Count);
    }

    [Fact]
    public async Task Notify_UnknownResolverOrEmptyKey_SaysSo()
    {
        await using var scene = await ResolverScene.StartAsync();

        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => scene.Notifier.NotifyChangedAsync("reports", "k"));
        var unknownToo = await Assert.ThrowsAsync<ArgumentException>(() => scene.Notifier.NotifyAllChangedAsync("reports"));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Notifier.NotifyChangedAsync(ResolverScene.Name, ""));

        Assert.StartsWith("There is no resolver 'reports'; register it with AddResolver, or correct the name. There are: barrier, report.", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(unknown.Message, unknownToo.Message);
    }

    [Fact]
    public async Task Subscribe_TwiceOnOneConnection_IsOneSubscription()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = _ => ["x"];
        await using var client = await scene.ConnectAsync();
        using var gauges = new Gauges(scene.Server.Services);

        var first = await client.SubscribeAsync(ResolverScene.Name, "k");
        var second = await client.SubscribeAsync(ResolverScene.Name, "k", requestId: "r2");
        await scene.NotifyAsync();
        await ResolverScene.NextTextsAsync(client);
        await client.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = first.Text("subscriptionId") });

        Assert.Equal(first.Text("subscriptionId"), second.Text("subscriptionId"));
        Assert.Equal((0, 0), (gauges["synchub.subscriptions"], gauges["synchub.groups"]));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Unsubscribe_InTheMiddleOfARun_EndsItAndNothingArrives()
    {
        await using var scene = await ResolverScene.StartAsync();
        using var gauges = new Gauges(scene.Server.Services);
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        (await scene.Handler.NextAsync()).Answer("1");
        var answer = await client.NextAsync(ClientMethods.Subscribed);
        await scene.NotifyAsync();
        var run = await scene.Handler.NextAsync();
        var ended = WhenCancelled(run.Token);

        await client.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = answer.Text("subscriptionId") });
        await ended;
        run.Answer("2");
        await scene.NotifyAsync();
        await ResolverScene.AskAsync(client, requestId: "r2");
        (await scene.Handler.NextAsync()).Answer("3");

        var again = await client.NextAsync();
        Assert.Equal(("r2", "3"), (again.Argument.Text("requestId"), ResolverScene.TextsOf(again.Argument)));
        Assert.NotEqual(answer.Text("subscriptionId"), again.Argument.Text("subscriptionId"));
        Assert.Equal((1, 1), (gauges["synchub.subscriptions"], gauges["synchub.groups"]));
    }

    [Fact]
    public async Task Unsubscribe_BeforeTheAnswer_ByRequestIdEndsTheRunAndNothingArrives()
    {
        await using var scene = await ResolverScene.StartAsync();
        using var gauges = new Gauges(scene.Server.Services);
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        var run = await scene.Handler.NextAsync();
        var ended = WhenCancelled(run.Token);

        await client.InvokeAsync(HubMethods.Unsubscribe, new { requestId = "r1" });
        await ended;
        run.Answer("1");

        await client.DisposeAsync();
        await gauges.WhenZeroAsync();
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Disconnect_InTheMiddleOfASubscribe_EndsTheRunAndLeavesNothingBehind()
    {
        await using var scene = await ResolverScene.StartAsync();
        using var gauges = new Gauges(scene.Server.Services);
        var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        var run = await scene.Handler.NextAsync();
        var ended = WhenCancelled(run.Token);

        client.Factory.Link.Drop();
        await ended;
        await gauges.WhenZeroAsync();

        run.Answer("1");
        await client.DisposeAsync();
        Assert.Empty(scene.Server.Logs);
    }

    /// <summary>A connection whose pushes were dropped because it did not read.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Overflow_OfAFollower_IsAnsweredAfresh(bool perConnection, int calls)
    {
        await using var scene = await ResolverScene.StartAsync(resolver => _ = perConnection ? resolver.PerConnection() : resolver);
        scene.Handler.Texts = _ => ["x"];
        await using var client = await scene.ConnectAsync();
        var id = (await client.SubscribeAsync(ResolverScene.Name, "k")).Text("subscriptionId")!;

        scene.Server.Services.GetRequiredService<SessionRegistry>().Sessions.Single().Member.OnStale!(id);
        var refresh = await client.NextAsync();

        Assert.Equal(ClientMethods.Subscribed, refresh.Method);
        Assert.Equal((null, id, "x"), (refresh.Argument.Text("requestId"), refresh.Argument.Text("subscriptionId"), ResolverScene.TextsOf(refresh.Argument)));
        Assert.Equal(calls, scene.Handler.Count);
    }

    [Fact]
    public async Task Hello_WithAResolver_NamesTheFeature()
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync();

        var hello = await client.HelloAsync(new { protocols = new[] { 1 } });

        Assert.Equal("""["entities","collections","resolvers"]""", hello.GetProperty("features").GetRawText());
    }

    internal static Task WhenCancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => cancelled.TrySetResult());
        return cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
    }

    private sealed record Summary(string Month, int Open);
}
