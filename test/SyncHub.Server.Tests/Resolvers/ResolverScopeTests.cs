using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Resolvers;
using SyncHub.Server.Tests.Authorization;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>Who shares a call, and whom the handler is told to answer.</summary>
public sealed class ResolverScopeTests
{
    private static readonly Who Ann = new("ann", "red", "lead");
    private static readonly Who Bob = new("bob", "red", "lead");

    public static TheoryData<string, Action<ResolverBuilder>, int> Sharings => new()
    {
        { "two connections of ann, one of bob, one of nobody", _ => { }, 3 },
        { "all of a tenant, and the rest", resolver => resolver.Scope(user => user.FindFirst("tenant")?.Value ?? "none"), 2 },
        { "everybody", resolver => resolver.Scope(_ => ""), 1 },
        { "each alone", resolver => resolver.PerConnection(), 4 },
    };

    [Theory]
    [MemberData(nameof(Sharings))]
    public async Task Notify_BySharing_CallsTheHandlerOncePerScope(string sharing, Action<ResolverBuilder> configure, int calls)
    {
        await using var scene = await ResolverScene.StartAsync(configure);
        scene.Handler.Texts = call => [call.Context.Principal.FindUserId() ?? "nobody"];
        await using var one = await scene.ConnectAsync(Ann);
        await using var two = await scene.ConnectAsync(Ann);
        await using var three = await scene.ConnectAsync(Bob);
        await using var four = await scene.ConnectAsync();
        BareClient[] clients = [one, two, three, four];
        var ids = new HashSet<string?>();
        foreach (var client in clients)
        {
            ids.Add((await client.SubscribeAsync(ResolverScene.Name, "k")).Text("subscriptionId"));
        }

        var before = scene.Handler.Count;
        await scene.NotifyAsync();
        foreach (var client in clients)
        {
            await ResolverScene.NextTextsAsync(client);
        }

        Assert.True(ids.Count == calls && before == calls && scene.Handler.Count == 2 * calls, $"{sharing}: {ids.Count} groups, {before} and {scene.Handler.Count} calls");
    }

    [Fact]
    public async Task Subscribe_ByDefault_EachUserGetsTheirOwn()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = call => [$"{call.Context.Principal.FindUserId()} {call.Context.ConnectionId is null}"];
        await using var one = await scene.ConnectAsync(Ann);
        await using var two = await scene.ConnectAsync(Bob);

        Assert.Equal("ann True", ResolverScene.TextsOf(await one.SubscribeAsync(ResolverScene.Name, "k")));
        Assert.Equal("bob True", ResolverScene.TextsOf(await two.SubscribeAsync(ResolverScene.Name, "k")));
    }

    /// <summary>A handler may look at any claim: what it made of one set of claims is not for another, not even of the same user.</summary>
    [Fact]
    public async Task Subscribe_OneUserWithOtherClaims_SharesNothingButTokensOfOneLogin()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = call => [call.Context.Principal.FindFirst(ClaimTypes.Role)?.Value ?? ""];
        await using var one = await scene.ConnectAsync(Ann);
        await using var two = await scene.ConnectAsync(Ann with { Role = "guest" });
        await using var token = await BareClient.ConnectAsync(scene.Server, link => link.User = WithClaim(Ann, "jti", "1"));
        await using var renewed = await BareClient.ConnectAsync(scene.Server, link => link.User = WithClaim(Ann, "jti", "2"));

        Assert.Equal("lead", ResolverScene.TextsOf(await one.SubscribeAsync(ResolverScene.Name, "k")));
        Assert.Equal("guest", ResolverScene.TextsOf(await two.SubscribeAsync(ResolverScene.Name, "k")));
        await token.SubscribeAsync(ResolverScene.Name, "k");
        await renewed.SubscribeAsync(ResolverScene.Name, "k");
        Assert.Equal(2, scene.Handler.Count);
    }

    [Fact]
    public async Task Authenticate_WithASecret_MovesTheSubscriptionAndTheHandlerSeesIt()
    {
        await using var scene = await ResolverScene.StartAsync();
        scene.Handler.Texts = call => [$"{call.Context.Principal.FindUserId()}:{call.Context.Secret}"];
        await using var client = await scene.ConnectAsync();
        var first = await client.SubscribeAsync(ResolverScene.Name, "k");

        await ResolverScene.SignInAsync(client, Ann);
        var moved = await client.NextAsync();
        await scene.NotifyAsync();

        Assert.Equal(":", ResolverScene.TextsOf(first));
        Assert.Equal((ClientMethods.Subscribed, "ann:ann/red/lead"), (moved.Method, ResolverScene.TextsOf(moved.Argument)));
        Assert.Equal(first.Text("subscriptionId"), moved.Argument.Text("replaces"));
        Assert.NotEqual(first.Epoch(), moved.Argument.Epoch());
        Assert.Equal("ann:ann/red/lead", await ResolverScene.NextTextsAsync(client));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Authenticate_WhileTheHandlerIsAtWork_OnlyTheNewUserIsAnswered()
    {
        await using var scene = await ResolverScene.StartAsync();
        await using var client = await scene.ConnectAsync(Ann);
        await ResolverScene.AskAsync(client);
        var forAnn = await scene.Handler.NextAsync();

        await ResolverScene.SignInAsync(client, Bob);
        forAnn.Answer("for ann");
        var forBob = await scene.Handler.NextAsync();
        forBob.Answer("for bob");
        var answer = await client.NextAsync();

        Assert.Equal(("ann", "bob"), (forAnn.Context.Principal.FindUserId(), forBob.Context.Principal.FindUserId()));
        Assert.Equal(("r1", "for bob"), (answer.Argument.Text("requestId"), ResolverScene.TextsOf(answer.Argument)));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Scope_IsShared_NobodysSecretIsShown()
    {
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.Scope(_ => "all"));
        scene.Handler.Texts = call => [call.Context.Secret ?? "none"];
        await using var client = await scene.ConnectAsync();
        await ResolverScene.SignInAsync(client, Ann);

        Assert.Equal("none", ResolverScene.TextsOf(await client.SubscribeAsync(ResolverScene.Name, "k")));
    }

    [Fact]
    public async Task Scope_OfAUserWithoutOne_IsRefused()
    {
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.Scope(user => user.FindFirst("tenant")?.Value));
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);

        var error = await client.NextAsync(ClientMethods.SubscriptionError);

        Assert.Equal("unauthenticated", error.Text("code"));
        Assert.Equal(0, scene.Handler.Count);
    }

    [Fact]
    public async Task Scope_Throws_IsAnInternalErrorWithoutDetails()
    {
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.Scope(_ => throw new InvalidOperationException("secret reason")));
        await using var client = await scene.ConnectAsync();
        await ResolverScene.AskAsync(client);

        var error = await client.NextAsync(ClientMethods.SubscriptionError);

        Assert.Equal("internal-error", error.Text("code"));
        Assert.DoesNotContain("secret reason", error.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>The check at every push: what the secret is worth is asked for each connection, each time.</summary>
    [Fact]
    public async Task PerConnection_SecretBarredBetweenPushes_GetsNothingMoreWhileOthersDo()
    {
        var barred = new HashSet<string>();
        await using var scene = await ResolverScene.StartAsync(resolver => resolver.PerConnection());
        scene.Handler.Texts = call => barred.Contains(call.Context.Secret!) ? [] : [call.Context.ConnectionId!];
        await using var one = await scene.ConnectAsync();
        await using var two = await scene.ConnectAsync();
        await ResolverScene.SignInAsync(one, Ann);
        await ResolverScene.SignInAsync(two, Bob);
        var first = ResolverScene.TextsOf(await one.SubscribeAsync(ResolverScene.Name, "k"));
        var second = ResolverScene.TextsOf(await two.SubscribeAsync(ResolverScene.Name, "k"));

        barred.Add(Ann.Secret);
        await scene.NotifyAsync();

        Assert.NotEqual(first, second);
        Assert.Equal("", await ResolverScene.NextTextsAsync(one));
        Assert.Equal(second, await ResolverScene.NextTextsAsync(two));
    }

    /// <summary>What a handler decided counts until everybody is judged again; then it is asked anew.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reevaluate_OfAFollower_CallsTheHandlerAgain(bool perConnection)
    {
        await using var scene = await ResolverScene.StartAsync(resolver => _ = perConnection ? resolver.PerConnection() : resolver);
        var rights = "all";
        scene.Handler.Texts = _ => [rights];
        await using var client = await scene.ConnectAsync(Ann);
        var first = await client.SubscribeAsync(ResolverScene.Name, "k");

        rights = "none";
        await scene.Server.Services.GetRequiredService<ISyncAccess>().ReevaluateAsync();
        var moved = await client.NextAsync(ClientMethods.Subscribed);

        Assert.Equal((first.Text("subscriptionId"), "none"), (moved.Text("replaces"), ResolverScene.TextsOf(moved)));
    }

    [Fact]
    public async Task Run_EachCall_HasServicesOfItsOwnThatEndWithIt()
    {
        await using var scene = await ResolverScene.StartAsync(services: services => services.AddScoped<Visitor>());
        var visitors = new List<Visitor>();
        scene.Handler.Texts = call =>
        {
            visitors.Add(call.Context.Services.GetRequiredService<Visitor>());
            return [];
        };
        await using var client = await scene.ConnectAsync();

        await client.SubscribeAsync(ResolverScene.Name, "a");
        await client.SubscribeAsync(ResolverScene.Name, "b", requestId: "r2");

        Assert.Equal(2, visitors.Distinct().Count());
        Assert.All(visitors, visitor => Assert.True(visitor.IsGone));
    }

    private static ClaimsPrincipal WithClaim(Who who, string type, string value) =>
        new(new ClaimsIdentity(who.Principal.Claims.Append(new Claim(type, value)), authenticationType: "test"));

    private sealed class Visitor : IDisposable
    {
        public bool IsGone { get; private set; }

        public void Dispose() => IsGone = true;
    }
}
