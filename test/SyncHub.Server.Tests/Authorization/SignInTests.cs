using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Who a connection stands for, from its first moment to its last.</summary>
public sealed class SignInTests
{
    private static readonly Who Ann = new("ann", "red", "lead");
    private static readonly Who Bob = new("bob", "red", "lead");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Subscribe_NobodyHasSignedIn_IsUnauthenticatedUntilSomebodyDoes()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync();

        var refused = await client.AskAsync(1);
        var signedIn = await client.SignInAsync(Ann.Secret);
        var answer = await client.AskAsync(1, "r2");

        Assert.Equal("unauthenticated", refused.Argument.Text("code"));
        Assert.True(signedIn.GetProperty("ok").GetBoolean());
        Assert.False(signedIn.TryGetProperty("expiresAt", out _));
        Assert.Equal("ann", answer.Argument.GetProperty("data").Text("ownerId"));
    }

    [Fact]
    public async Task Authenticate_SecretGrantsNothing_LeavesEverythingAsItIs()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync(Ann);
        await client.AskAsync(1);

        var refused = await client.SignInAsync("nonsense");
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "still mine"; });

        Assert.False(refused.GetProperty("ok").GetBoolean());
        Assert.Equal(ClientMethods.EntityUpdated, (await client.NextAsync()).Method);
    }

    [Fact]
    public async Task Authenticate_AsSomebodyElse_MovesWhatChangesAndKeepsTheRest()
    {
        await using var server = await SecretServer.StartAsync(access => access
            .Rows(user => secret => secret.IsPublic || secret.OwnerId == user.UserId())
            .Scope(user => user.IsInRole("lead") ? "" : user.UserId()));
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync(Ann);
        var before = (await client.AskAsync(1)).Argument;

        Assert.True((await client.SignInAsync(Bob.Secret)).GetProperty("ok").GetBoolean());
        var moved = await client.NextAsync();

        Assert.Equal(ClientMethods.Subscribed, moved.Method);
        Assert.Null(moved.Argument.Text("requestId"));
        Assert.Equal(before.Text("subscriptionId"), moved.Argument.Text("replaces"));
        Assert.NotEqual(before.Epoch(), moved.Argument.Epoch());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, moved.Argument.GetProperty("data").ValueKind);

        // The same person again, with another token: nothing changes hands.
        Assert.True((await client.SignInAsync(Bob.Secret)).GetProperty("ok").GetBoolean());
        await server.Secrets.PatchAsync(1, secret => { secret.OwnerId = "bob"; });
        var added = await client.NextAsync();
        Assert.Equal(ClientMethods.EntityAdded, added.Method);
        Assert.Equal(moved.Argument.Text("subscriptionId"), added.Argument.Text("subscriptionId"));
    }

    [Fact]
    public async Task Authenticate_TheNewIdentityMayNot_EndsWithForbidden()
    {
        await using var server = await SecretServer.StartAsync(access => access.Require(user => user.IsInRole("lead")));
        await server.Secrets.AddAsync(new Secret { Id = 1 });
        await using var client = await server.ConnectAsync(Ann);
        var id = (await client.AskAsync(1)).Argument.Text("subscriptionId");

        await client.SignInAsync("bob/red/guest");
        var ended = await client.NextAsync();

        Assert.Equal(ClientMethods.SubscriptionError, ended.Method);
        Assert.Equal((id, "forbidden", true, false), (
            ended.Argument.Text("subscriptionId"), ended.Argument.Text("code"), ended.Argument.GetProperty("ended").GetBoolean(), ended.Argument.GetProperty("retryable").GetBoolean()));
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "for leads"; });
        Assert.Equal("forbidden", (await client.AskAsync(1, "r2")).Argument.Text("code"));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Unsubscribe_ByTheIdThatWasReplaced_EndsWhatTookItsPlace()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "bob" });
        await using var client = await server.ConnectAsync(Ann);
        var replaced = (await client.AskAsync(1)).Argument.Text("subscriptionId");
        await client.SignInAsync(Bob.Secret);
        await client.NextAsync(ClientMethods.Subscribed);

        // As a client does that has not seen the answer yet.
        await client.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = replaced });
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "nobody follows"; });

        Assert.Equal("r2", (await client.AskAsync(2, "r2")).Argument.Text("requestId"));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Grant_Expires_ConnectionIsAgainWhoItWas()
    {
        var clock = new ManualTimeProvider();
        await using var server = await SecretServer.StartAsync(time: clock);
        server.Desk.ExpiresAt = clock.GetUtcNow().AddMinutes(10);
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync(Bob);
        var granted = await client.SignInAsync(Ann.Secret);
        Assert.Equal("2030-01-01T12:10:00.0000000Z", granted.Text("expiresAt"));
        var mine = (await client.AskAsync(1)).Argument;
        Assert.Equal("ann", mine.GetProperty("data").Text("ownerId"));

        clock.Advance(TimeSpan.FromMinutes(10));
        var moved = await client.NextAsync(ClientMethods.Subscribed);

        Assert.Equal(mine.Text("subscriptionId"), moved.Text("replaces"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, moved.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Grant_RenewedInTime_OutlivesTheFormerEnd()
    {
        var clock = new ManualTimeProvider();
        await using var server = await SecretServer.StartAsync(time: clock);
        server.Desk.ExpiresAt = clock.GetUtcNow().AddMinutes(10);
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync();
        await client.SignInAsync(Ann.Secret);
        await client.AskAsync(1);

        clock.Advance(TimeSpan.FromMinutes(9));
        server.Desk.ExpiresAt = clock.GetUtcNow().AddMinutes(10);
        await client.SignInAsync(Ann.Secret);
        clock.Advance(TimeSpan.FromMinutes(5));
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "still there"; });

        Assert.Equal("still there", (await client.NextAsync(ClientMethods.EntityUpdated)).GetProperty("change").Text("title"));
    }

    [Fact]
    public async Task Token_OfTheConnectionExpires_IsToldAndCutOnlyIfItStays()
    {
        var clock = new ManualTimeProvider();
        await using var server = await SecretServer.StartAsync(time: clock);
        await using var client = await BareClient.ConnectAsync(server.Server, link =>
        {
            link.User = Ann.Principal;
            link.SetExpiry(Ann.Principal, clock.GetUtcNow().AddMinutes(10));
        });
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        using var gauges = new Gauges(server.Server.Services);
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await client.AskAsync(1);

        clock.Advance(TimeSpan.FromMinutes(10));
        var closing = await client.NextAsync(ClientMethods.Closing);
        await gauges.WhenAsync("synchub.subscriptions", 0);
        await clock.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience);

        // In ten minutes a position may have been told, too: whatever was sent has arrived before the answer.
        await client.HelloAsync(new { protocols = new[] { 1 } });
        client.Waiting();
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "not for it"; });
        await client.HelloAsync(new { protocols = new[] { 1 } });
        Assert.Empty(client.Waiting());
        Assert.False(closed.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("unauthenticated", closing.Text("code"));
        Assert.True(closing.GetProperty("reconnect").GetBoolean());
        await closed.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task RequireSignIn_NobodyDoes_NothingIsGivenAndTheConnectionIsClosed()
    {
        var clock = new ManualTimeProvider();
        await using var server = await SecretServer.StartAsync(access => access.Scope(_ => null), options => options.RequireSignIn = true, clock);
        await using var stranger = await server.ConnectAsync();
        await using var guest = await server.ConnectAsync();

        Assert.Equal("unauthenticated", (await stranger.AskAsync(1)).Argument.Text("code"));
        Assert.Equal("unauthenticated", (await stranger.AskAllAsync("r2")).Argument.Text("code"));
        await guest.SignInAsync("cyd/red/guest");
        clock.Advance(new SyncHubLimits().SignInTime);
        var closing = await stranger.NextAsync(ClientMethods.Closing);

        Assert.Equal("unauthenticated", closing.Text("code"));
        Assert.False(closing.GetProperty("reconnect").GetBoolean());
        Assert.Equal(ClientMethods.Subscribed, (await guest.AskAsync(1)).Method);
    }

    /// <summary>An authenticator may keep its principals.</summary>
    [Fact]
    public async Task Grant_RenewedWithTheSamePrincipal_OutlivesTheFormerEnd()
    {
        var clock = new ManualTimeProvider();
        await using var server = await SecretServer.StartAsync(time: clock);
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync();
        var principal = Ann.Principal;
        foreach (var minutes in new[] { 10, 20 })
        {
            var grant = new SyncGrant(principal, clock.GetUtcNow().AddMinutes(minutes));
            server.Desk.Answers.Enqueue(() => Task.FromResult<SyncGrant?>(grant));
            await client.SignInAsync(Ann.Secret);
        }

        await client.AskAsync(1);
        clock.Advance(TimeSpan.FromMinutes(10));
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "still there"; });
        await client.NextAsync(ClientMethods.EntityUpdated);
        Assert.Equal("still there", (await client.AskAsync(1, "r2")).Argument.GetProperty("data").Text("title"));

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("unauthenticated", (await client.NextAsync(ClientMethods.SubscriptionError)).Text("code"));
    }

    [Theory]
    [InlineData("{}", "invalid-request: ")]
    [InlineData("""{"secret":7}""", "invalid-request: ")]
    [InlineData("""{"secret":"x","more":1}""", "invalid-request: ")]
    public async Task Authenticate_Malformed_IsRefusedByName(string request, string message)
    {
        await using var server = await SecretServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync(HubMethods.Authenticate, System.Text.Json.JsonDocument.Parse(request).RootElement));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_AuthenticatorThrows_NoWordOfItReachesTheClient()
    {
        await using var server = await SecretServer.StartAsync();
        server.Desk.Failure = new InvalidOperationException("The password of the database is swordfish.");
        await using var client = await server.ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.SignInAsync(Ann.Secret));

        Assert.Contains("internal-error: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", refused.Message, StringComparison.Ordinal);
        Assert.Contains(server.Server.Logs, log => log.Contains("swordfish", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authenticate_NoAuthenticator_SaysSo()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Secret, int>());
        await using var client = await BareClient.ConnectAsync(server);

        var refused = await Assert.ThrowsAsync<HubException>(() => client.SignInAsync(Ann.Secret));

        Assert.Contains("invalid-request: This server takes no secrets", refused.Message, StringComparison.Ordinal);
    }
}

internal static class LinkExpiry
{
    /// <summary>As if the request that made the connection had carried a token that ends then.</summary>
    public static void SetExpiry(this InMemoryLink link, System.Security.Claims.ClaimsPrincipal user, DateTimeOffset expiresAt)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { User = user };
        var ticket = new AuthenticationTicket(user, new AuthenticationProperties { ExpiresUtc = expiresAt }, "test");
        http.Features.Set<IAuthenticateResultFeature>(new Result { AuthenticateResult = AuthenticateResult.Success(ticket) });
        link.Server.Features.Set<Microsoft.AspNetCore.Http.Connections.Features.IHttpContextFeature>(new Context { HttpContext = http });
    }

    private sealed class Result : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; }
    }

    private sealed class Context : Microsoft.AspNetCore.Http.Connections.Features.IHttpContextFeature
    {
        public Microsoft.AspNetCore.Http.HttpContext? HttpContext { get; set; }
    }
}
