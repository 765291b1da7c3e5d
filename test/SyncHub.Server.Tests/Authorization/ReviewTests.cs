using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Rights that are looked at again while their connections live.</summary>
public sealed class ReviewTests
{
    private static readonly Who Ann = new("ann", "red", "lead");
    private static readonly Who Bob = new("bob", "red", "lead");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Reevaluate_AuthenticatorTakesTheGrantBack_NothingMoreOfItArrives()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var barred = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();
        await barred.SignInAsync(Ann.Secret);
        await other.SignInAsync(Bob.Secret);
        await barred.AskAsync(1);
        await other.AskAsync(1);
        var asked = server.Desk.Asked;

        server.Desk.Barred.Add("ann");
        await server.Access.ReevaluateAsync(user => user.FindUserId() == "ann");
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "ann only"; });
        await server.Secrets.PatchAsync(1, secret => { secret.OwnerId = "bob"; });

        Assert.Equal(asked + 1, server.Desk.Asked);
        var ended = await barred.NextAsync();
        Assert.Equal("unauthenticated", ended.Argument.Text("code"));
        Assert.Equal(ClientMethods.EntityAdded, (await other.NextAsync()).Method);
        Assert.Equal("unauthenticated", (await barred.AskAsync(1, "r2")).Argument.Text("code"));
        Assert.Empty(barred.Waiting());
    }

    [Fact]
    public async Task Reevaluate_AuthenticatorFails_TheGrantIsTakenAway()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync();
        await client.SignInAsync(Ann.Secret);
        await client.AskAsync(1);

        server.Desk.Failure = new InvalidOperationException("No database.");
        await server.Access.ReevaluateAsync();

        Assert.Equal("unauthenticated", (await client.NextAsync()).Argument.Text("code"));
    }

    [Fact]
    public async Task Reevaluate_AnotherIsUnderWay_TheOlderAnswerDoesNotSaveTheGrant()
    {
        await using var server = await SecretServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SignInAsync(Ann.Secret);
        var (first, second) = (new TaskCompletionSource<SyncGrant?>(), new TaskCompletionSource<SyncGrant?>());
        server.Desk.Answers.Enqueue(() => first.Task);
        server.Desk.Answers.Enqueue(() => second.Task);
        var older = server.Access.ReevaluateAsync();
        var newer = server.Access.ReevaluateAsync();

        first.SetResult(new SyncGrant(Ann.Principal));
        await older.WaitAsync(Patience);
        second.SetResult(null);
        await newer.WaitAsync(Patience);

        Assert.Empty(server.Desk.Answers);
        Assert.Equal("unauthenticated", (await client.AskAsync(1)).Argument.Text("code"));
    }

    [Fact]
    public async Task ConnectionsPerUser_ReviewOfWhoLeftMeanwhile_CountsWhoIsThere()
    {
        await using var server = await SecretServer.StartAsync(options: options => options.Limits.ConnectionsPerUser = 1);
        await using var client = await server.ConnectAsync();
        await client.SignInAsync(Ann.Secret);
        var answer = new TaskCompletionSource<SyncGrant?>();
        server.Desk.Answers.Enqueue(() => answer.Task);
        var review = server.Access.ReevaluateAsync();

        await client.SignInAsync(Bob.Secret);
        answer.SetResult(new SyncGrant(Ann.Principal));
        await review.WaitAsync(Patience);
        await using var bob = await server.ConnectAsync(Bob);
        await using var ann = await server.ConnectAsync(Ann);

        Assert.Equal("limit-exceeded", (await bob.NextAsync(ClientMethods.Closing)).Text("code"));
        Assert.Equal(ClientMethods.Subscribed, (await ann.AskAsync(1)).Method);
    }

    [Fact]
    public async Task Authenticate_RevokedWhileTheAuthenticatorIsAsked_IsRevoked()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var client = await server.ConnectAsync();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<SyncGrant?>());
        server.Desk.Answers.Enqueue(() =>
        {
            asked.SetResult();
            return answer.Task;
        });
        var signingIn = client.SignInAsync(Ann.Secret);
        await asked.Task.WaitAsync(Patience);

        server.Desk.Barred.Add("ann");
        await server.Access.ReevaluateAsync(user => user.FindUserId() == "ann");
        answer.SetResult(new SyncGrant(Ann.Principal));

        Assert.False((await signingIn).GetProperty("ok").GetBoolean());
        Assert.Equal("unauthenticated", (await client.AskAsync(1)).Argument.Text("code"));
    }

    [Fact]
    public async Task Reevaluate_TheSecretIsNowOfAUserWithTooManyConnections_TheGrantIsTakenAway()
    {
        await using var server = await SecretServer.StartAsync(options: options => options.Limits.ConnectionsPerUser = 1);
        await using var client = await server.ConnectAsync();
        await using var bob = await server.ConnectAsync(Bob);
        await client.SignInAsync(Ann.Secret);
        server.Desk.Answers.Enqueue(() => Task.FromResult<SyncGrant?>(new SyncGrant(Bob.Principal)));

        await server.Access.ReevaluateAsync();

        Assert.Equal("unauthenticated", (await client.AskAsync(1)).Argument.Text("code"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reevaluate_OnAnotherNode_ReachesTheConnectionsOfThisOne(bool byUser)
    {
        using var log = new InMemoryChangeLog(
            new Dictionary<string, ChangeRetention> { [nameof(Secret)] = ChangeRetention.Default, ["$access"] = ChangeRetention.Default }, TimeProvider.System);
        await using var here = await SecretServer.StartAsync(services: services => services.AddSingleton<IChangeLog>(log));
        await using var there = await SecretServer.StartAsync(services: services => services.AddSingleton<IChangeLog>(log));
        await here.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await using var ann = await here.ConnectAsync();
        await using var bob = await here.ConnectAsync();
        await ann.SignInAsync(Ann.Secret);
        await bob.SignInAsync(Bob.Secret);
        await ann.AskAsync(1);
        await bob.AskAsync(1);

        here.Desk.Barred.UnionWith(["ann", "bob"]);
        await (byUser ? there.Access.ReevaluateUserAsync("ann") : there.Access.ReevaluateAsync(user => user.FindUserId() == "ann"));

        Assert.Equal("unauthenticated", (await ann.NextAsync()).Argument.Text("code"));
        if (!byUser)
        {
            // Another node does not know the condition: whoever it was for is judged, and others, too.
            Assert.Equal("unauthenticated", (await bob.NextAsync()).Argument.Text("code"));
        }
        else
        {
            Assert.Equal(ClientMethods.Subscribed, (await bob.AskAsync(2, "r2")).Method);
        }
    }
}
