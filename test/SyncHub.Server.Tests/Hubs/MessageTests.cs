using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Tests.Authorization;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Hubs;

/// <summary>Pass-through: Send, the application's handler, and Message as the way back.</summary>
public sealed class MessageTests
{
    private static readonly Who Ann = new("ann", "red", "lead");

    [Theory]
    [InlineData("""{"command":"ring","roomId":"lobby"}""")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("null")]
    public async Task Send_AnyJson_ReachesTheHandlerAndComesBack(string json)
    {
        await using var server = await StartAsync(async (message, _) =>
        {
            await message.ReplyAsync(new { message.Payload, At = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero) });
            await message.ReplyAsync(null);
        });
        await using var client = await BareClient.ConnectAsync(server);
        await using var other = await BareClient.ConnectAsync(server);

        await client.InvokeAsync(HubMethods.Send, JsonSerializer.Deserialize<JsonElement>(json));
        ServerCall[] calls = [await client.NextAsync(), await client.NextAsync()];

        Assert.Equal([ClientMethods.Message, ClientMethods.Message], calls.Select(call => call.Method));
        Assert.Equal($$"""{"payload":{{json}},"at":"2026-11-22T10:00:00.0000000Z"}""", calls[0].Argument.GetRawText());
        Assert.Equal(JsonValueKind.Null, calls[1].Argument.ValueKind);
        Assert.Empty(other.Waiting());
    }

    [Fact]
    public async Task Send_SignedInByASecret_TheHandlerSeesWho()
    {
        await using var server = await StartAsync((message, _) => message.ReplyAsync(new { message.UserId, message.Secret, message.ConnectionId, IsMember = message.Principal.IsInRole("lead") }));
        await using var client = await BareClient.ConnectAsync(server);
        await client.InvokeAsync(HubMethods.Send, 1);
        var before = await client.NextAsync(ClientMethods.Message);

        await client.InvokeAsync(HubMethods.Authenticate, new { secret = Ann.Secret });
        await client.InvokeAsync(HubMethods.Send, 1);
        var after = await client.NextAsync(ClientMethods.Message);

        Assert.Equal((null, null), (before.Text("userId"), before.Text("secret")));
        Assert.Equal(("ann", Ann.Secret, before.Text("connectionId")), (after.Text("userId"), after.Text("secret"), after.Text("connectionId")));
        Assert.True(after.GetProperty("isMember").GetBoolean());
    }

    [Fact]
    public async Task Send_NoHandler_IsAnInvalidRequest()
    {
        await using var server = await SyncHubTestServer.StartAsync(hub => hub.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        var exception = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync(HubMethods.Send, 1));

        Assert.Contains("invalid-request: This server takes no messages; register a handler with AddMessageHandler.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_HandlerFails_TheCallerLearnsOnlyThatAndOthersNothing()
    {
        await using var server = await StartAsync((message, _) => message.Payload.ValueKind == JsonValueKind.Number
            ? throw new InvalidOperationException("the secret reason")
            : message.ReplyAsync("fine"));
        await using var client = await BareClient.ConnectAsync(server);
        await using var other = await BareClient.ConnectAsync(server);

        var exception = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync(HubMethods.Send, 1));
        await client.InvokeAsync(HubMethods.Send, "again");
        await other.InvokeAsync(HubMethods.Send, "again");

        Assert.Contains("internal-error: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.Contains(server.Logs, log => log.Contains("the secret reason", StringComparison.Ordinal));
        Assert.Equal("fine", (await client.NextAsync()).Argument.GetString());
        Assert.Equal("fine", (await other.NextAsync()).Argument.GetString());
    }

    [Fact]
    public async Task Send_HandlerThrowsAHubException_ItsWordsReachTheCaller()
    {
        await using var server = await StartAsync((_, _) => throw new HubException("The lobby is closed."));
        await using var client = await BareClient.ConnectAsync(server);

        var exception = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync(HubMethods.Send, 1));

        Assert.EndsWith("The lobby is closed.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ConnectionEnds_TheHandlerIsCancelled()
    {
        var started = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        await using var server = await StartAsync((_, token) =>
        {
            started.SetResult(token);
            return never.Task.WaitAsync(token);
        });
        await using var client = await BareClient.ConnectAsync(server);
        _ = client.Connection.SendCoreAsync(HubMethods.Send, [1]);
        var cancelled = Resolvers.ResolverSubscriptionTests.WhenCancelled(await started.Task);

        client.Factory.Link.Drop();

        await cancelled;
    }

    [Fact]
    public async Task Message_FromTheApplication_ReachesItsTarget()
    {
        await using var server = await StartAsync((_, _) => Task.CompletedTask);
        await using var client = await BareClient.ConnectAsync(server);
        var hub = server.Services.GetRequiredService<IHubContext<Server.SyncHub, ISyncClient>>();

        await hub.Clients.All.Message(new { News = 1 });
        await hub.Clients.All.Message(JsonSerializer.Deserialize<JsonElement>("""{"b":2}"""));

        Assert.Equal("""{"news":1}""", (await client.NextAsync()).Argument.GetRawText());
        Assert.Equal("""{"b":2}""", (await client.NextAsync()).Argument.GetRawText());
    }

    [Fact]
    public async Task Hello_WithAHandler_NamesTheFeature()
    {
        await using var server = await StartAsync((_, _) => Task.CompletedTask);
        await using var client = await BareClient.ConnectAsync(server);

        var hello = await client.HelloAsync(new { protocols = new[] { 1 } });

        Assert.Equal("""["entities","collections","messages"]""", hello.GetProperty("features").GetRawText());
    }

    [Fact]
    public async Task AddMessageHandler_Twice_Throws()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => SyncHubTestServer.StartAsync(
            hub => hub.AddModel<Note, int>().AddMessageHandler<Handler>().AddMessageHandler<Handler>()));

        Assert.Contains("AddMessageHandler<Handler>", exception.Message, StringComparison.Ordinal);
    }

    private static Task<SyncHubTestServer> StartAsync(Func<Messages.SyncMessage, CancellationToken, Task> handle) => SyncHubTestServer.StartAsync(
        hub => hub.AddModel<Note, int>().AddMessageHandler<Handler>().AddAuthenticator<WhoAuthenticator>(),
        new TestServerSettings { Services = services => services.AddSingleton(handle).AddSingleton<WhoAuthenticator.Desk>() });

    private sealed class Handler(Func<Messages.SyncMessage, CancellationToken, Task> handle) : ISyncMessageHandler
    {
        public Task HandleAsync(Messages.SyncMessage message, CancellationToken cancellationToken) => handle(message, cancellationToken);
    }
}
