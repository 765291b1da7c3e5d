using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Tests.Feed;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>When a handler is called, and what becomes of a call that fails.</summary>
public sealed class ResolverRunTests
{
    [Fact]
    public async Task Notify_ManyTimesWhileARunIsUnderWay_LeadsToExactlyOneMore()
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        (await scene.Handler.NextAsync()).Answer("0");
        await client.NextAsync();
        await scene.NotifyAsync();
        var first = await scene.Handler.NextAsync();

        for (var i = 0; i < 20; i++)
        {
            await scene.NotifyAsync();
        }

        first.Answer("1");
        (await scene.Handler.NextAsync()).Answer("2");
        var pushes = new[] { (await client.NextAsync()).Argument, (await client.NextAsync()).Argument };
        await scene.NotifyAsync("other");
        await client.SubscribeAsync(ResolverScene.Name, "k", requestId: "r2");

        Assert.Equal(["1", "2"], pushes.Select(ResolverScene.TextsOf));
        Assert.Equal([1, 21], pushes.Select(push => push.Seq()));
        Assert.Equal(3, scene.Handler.Count);
    }

    [Fact]
    public async Task Subscribe_WhileARunIsUnderWay_SharesItUnlessSomethingChangedSince()
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync();
        await using var second = await scene.ConnectAsync();
        await using var third = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        var early = await scene.Handler.NextAsync();
        await ResolverScene.AskAsync(second);
        await scene.SettleAsync(second);
        await scene.NotifyAsync();
        await ResolverScene.AskAsync(third);
        await scene.SettleAsync(third);

        early.Answer("early");
        var late = await scene.Handler.NextAsync();
        var shared = new[] { await ResolverScene.NextTextsAsync(client, ClientMethods.Subscribed), await ResolverScene.NextTextsAsync(second, ClientMethods.Subscribed) };
        late.Answer("late");
        var answer = await third.NextAsync();

        Assert.Equal(["early", "early"], shared);
        Assert.Equal((ClientMethods.Subscribed, "late", 1), (answer.Method, ResolverScene.TextsOf(answer.Argument), answer.Argument.Seq()));
        Assert.Equal("late", await ResolverScene.NextTextsAsync(client));
        Assert.Equal("late", await ResolverScene.NextTextsAsync(second));
        Assert.Empty(third.Waiting());
    }

    [Fact]
    public async Task Subscribe_RowsKnown_CallsNobody()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = _ => ["x"];
        await using var client = await scene.ConnectAsync();
        await using var second = await scene.ConnectAsync();

        var one = await client.SubscribeAsync(ResolverScene.Name, "k");
        var two = await second.SubscribeAsync(ResolverScene.Name, "k");

        Assert.Equal(one.Text("subscriptionId"), two.Text("subscriptionId"));
        Assert.Equal(1, scene.Handler.Count);
    }

    [Fact]
    public async Task Run_ThatIsStuck_DelaysNeitherOtherKeysNorTheRestOfItsConnection()
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client, "stuck");
        var stuck = await scene.Handler.NextAsync();

        await ResolverScene.AskAsync(client, "free", "r2");
        (await scene.Handler.NextAsync()).Answer("free");
        var free = await client.NextAsync();
        await scene.NotifyAsync("free");
        (await scene.Handler.NextAsync()).Answer("freer");

        Assert.Equal("r2", free.Argument.Text("requestId"));
        Assert.Equal("freer", await ResolverScene.NextTextsAsync(client));
        stuck.Answer("late");
        Assert.Equal("late", await ResolverScene.NextTextsAsync(client, ClientMethods.Subscribed));
    }

    [Fact]
    public async Task Run_MoreThanMayBeUnderWay_WaitsItsTurn()
    {
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.Concurrency(2));
        await using var client = await scene.ConnectAsync();
        for (var key = 0; key < 3; key++)
        {
            await ResolverScene.AskAsync(client, $"{key}", $"r{key}");
        }

        var (first, second) = (await scene.Handler.NextAsync(), await scene.Handler.NextAsync());
        await scene.SettleAsync(client);
        var before = scene.Handler.Count;
        first.Answer("x");
        second.Answer("x");
        var third = await scene.Handler.NextAsync();

        Assert.Equal((2, "2"), (before, third.Key));
    }

    [Fact]
    public async Task Run_TakesTooLong_FailsItsSubscriberAndIsCancelled()
    {
        var time = new ManualTimeProvider();
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.Timeout(TimeSpan.FromSeconds(3)), time);
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        var call = await scene.Handler.NextAsync();

        time.Advance(TimeSpan.FromSeconds(3));
        var error = await client.NextAsync(ClientMethods.SubscriptionError);

        Assert.True(call.Token.IsCancellationRequested);
        Assert.Equal(("r1", "source-unavailable"), (error.Text("requestId"), error.Text("code")));
        Assert.True(error.GetProperty("retryable").GetBoolean());
        Assert.True(error.GetProperty("ended").GetBoolean());
        Assert.Equal(1000, error.GetProperty("retryAfterMs").GetInt32());
        Assert.Contains(scene.Server.Logs, log => log.Contains("did not answer within 00:00:03", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_FailsForFollowers_TellsThemOnceAndIsRepeatedUntilItSucceeds()
    {
        var time = new ManualTimeProvider();
        await using var scene = await ResolverScene.StartAsync(time: time);
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        (await scene.Handler.NextAsync()).Answer("0");
        var id = (await client.NextAsync()).Argument.Text("subscriptionId");

        await scene.NotifyAsync();
        foreach (var seconds in new[] { 1, 2, 4 })
        {
            (await scene.Handler.NextAsync()).Fail(new InvalidOperationException("the secret reason"));
            await time.WhenTimerArmedAsync(due => due == TimeSpan.FromSeconds(seconds));
            await scene.NotifyAsync();
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        (await scene.Handler.NextAsync()).Answer("well");
        var error = await client.NextAsync();
        var recovery = await client.NextAsync();
        await scene.NotifyAsync();
        (await scene.Handler.NextAsync()).Answer("better");

        Assert.Equal((ClientMethods.SubscriptionError, id, "source-unavailable"), (error.Method, error.Argument.Text("subscriptionId"), error.Argument.Text("code")));
        Assert.False(error.Argument.GetProperty("ended").GetBoolean());
        Assert.True(error.Argument.GetProperty("retryable").GetBoolean());
        Assert.DoesNotContain("secret", error.Argument.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((ClientMethods.Subscribed, null, id, "well"), (recovery.Method, recovery.Argument.Text("requestId"), recovery.Argument.Text("subscriptionId"), ResolverScene.TextsOf(recovery.Argument)));
        Assert.Equal("better", await ResolverScene.NextTextsAsync(client));
        Assert.Equal(6, scene.Handler.Count);
        Assert.Contains(scene.Server.Logs, log => log.Contains("the secret reason", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscribe_InTheTimeOfTrouble_IsAReasonToTryAndHealsTheOthers()
    {
        var time = new ManualTimeProvider();
        await using var scene = await ResolverScene.StartAsync(time: time);
        await using var client = await scene.ConnectAsync();
        await using var second = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        (await scene.Handler.NextAsync()).Answer("0");
        await client.NextAsync();
        await scene.NotifyAsync();
        (await scene.Handler.NextAsync()).Fail(new InvalidOperationException("down"));
        await client.NextAsync(ClientMethods.SubscriptionError);

        await ResolverScene.AskAsync(second);
        (await scene.Handler.NextAsync()).Fail(new InvalidOperationException("still down"));
        var refused = await second.NextAsync(ClientMethods.SubscriptionError);
        await ResolverScene.AskAsync(second, requestId: "r2");
        (await scene.Handler.NextAsync()).Answer("up");

        Assert.Equal(("r1", "source-unavailable"), (refused.Text("requestId"), refused.Text("code")));
        Assert.Equal("up", await ResolverScene.NextTextsAsync(second, ClientMethods.Subscribed));
        Assert.Equal("up", await ResolverScene.NextTextsAsync(client, ClientMethods.Subscribed));
    }

    [Theory]
    [InlineData(2, 1024, 2, true)]
    [InlineData(2, 1024, 3, false)]
    [InlineData(10, 12, 4, true)]
    [InlineData(10, 11, 4, false)]
    public async Task Run_AtItsLimits_AnswersAndBeyondIsRefused(int maxRows, int maxBytes, int rows, bool fits)
    {
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.MaxRows(maxRows).MaxBytes(maxBytes));
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);

        // Each row has three bytes, its quotes included.
        var call = await scene.Handler.NextAsync();
        var error = Record.Exception(() => call.Answer([.. Enumerable.Repeat("x", rows)]));
        call.Answer();
        var answer = await client.NextAsync();

        Assert.Equal(fits, error is null);
        Assert.Equal(fits ? ClientMethods.Subscribed : ClientMethods.SubscriptionError, answer.Method);
        Assert.Equal(fits ? null : "limit-exceeded", answer.Argument.Text("code"));
    }

    [Theory]
    [InlineData(false, "limit-exceeded")]
    [InlineData(true, "forbidden")]
    public async Task Run_IsRefusedForGood_EndsItsFollowers(bool forbids, string code)
    {
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.MaxRows(1));
        using var gauges = new Gauges(scene.Server.Services);
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        (await scene.Handler.NextAsync()).Answer("x");
        var id = (await client.NextAsync()).Argument.Text("subscriptionId");

        await scene.NotifyAsync();
        var call = await scene.Handler.NextAsync();
        if (forbids)
        {
            call.Fail(new SyncException(new SyncError(SyncErrorCodes.Forbidden, "No more reports for you.")));
        }
        else
        {
            call.Fail(Assert.Throws<SyncException>(() => call.Answer("x", "y")));
        }

        var error = (await client.NextAsync()).Argument;
        await scene.NotifyAsync();

        Assert.Equal((id, code), (error.Text("subscriptionId"), error.Text("code")));
        Assert.True(error.GetProperty("ended").GetBoolean());
        Assert.Equal(0, gauges["synchub.subscriptions"]);
        await client.DisposeAsync();
        await gauges.WhenZeroAsync();
        Assert.Equal(2, scene.Handler.Count);
    }

    [Fact]
    public async Task Add_AfterTheRun_Throws()
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);
        var call = await scene.Handler.NextAsync();
        call.Answer("x");
        await client.NextAsync();

        var exception = Assert.Throws<InvalidOperationException>(() => call.Rows.Add("Text", "late"));

        Assert.Contains("resolver 'report'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_LogBeganAnew_RunsEveryKeyAndStartsFollowersAfresh()
    {
        HeldLog? log = null;
        using var other = NewLog();
        await using var scene = await ResolverScene.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IChangeLog>(log = new HeldLog(NewLog()))));
        var count = 0;
        scene.Handler.Texts = _ => [$"{Interlocked.Increment(ref count)}"];
        await using var client = await scene.ConnectAsync();
        await scene.NotifyAsync();
        var first = await client.SubscribeAsync(ResolverScene.Name, "k");

        log!.Release(other);
        var refresh = await client.NextAsync();

        Assert.Equal(1, first.Seq());
        Assert.Equal((ClientMethods.Subscribed, "2", 0), (refresh.Method, ResolverScene.TextsOf(refresh.Argument), refresh.Argument.Seq()));
        Assert.Equal(first.Text("subscriptionId"), refresh.Argument.Text("subscriptionId"));
        Assert.NotEqual(first.Epoch(), refresh.Argument.Epoch());
    }

    [Fact]
    public async Task Follow_LogHasLostSome_RunsEveryKeyOnce()
    {
        HeldLog? log = null;
        await using var scene = await ResolverScene.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IChangeLog>(log = new HeldLog(NewLog(count: 2)))));
        scene.Handler.Texts = call => [call.Key];
        await using var client = await scene.ConnectAsync();
        await client.SubscribeAsync(ResolverScene.Name, "a");
        await client.SubscribeAsync(ResolverScene.Name, "b", requestId: "r2");

        log!.Hold();
        foreach (var key in new[] { "a", "c", "c", "c" })
        {
            await scene.NotifyAsync(key);
        }

        log.Release();
        var pushes = new[] { (await client.NextAsync()).Argument, (await client.NextAsync()).Argument };

        Assert.Equal(["a", "b"], pushes.Select(ResolverScene.TextsOf).Order());
        Assert.All(pushes, push => Assert.Equal(4, push.Seq()));
    }

    private static InMemoryChangeLog NewLog(int count = 100)
    {
        var retention = new ChangeRetention(TimeSpan.FromMinutes(1), count, 1024);
        return new InMemoryChangeLog(
            new Dictionary<string, ChangeRetention> { [ResolverScene.Name] = retention, [ResolverScene.Barrier] = retention }, TimeProvider.System);
    }
}
