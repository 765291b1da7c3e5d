using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Tests.Resolvers;
using SyncHub.Client.Transport;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Transport;

/// <summary>The real transport against a real Kestrel.</summary>
public sealed class WebSocketTests
{
    // Reconnects run on the real clock here, so they are made short.
    private static SyncClientOptions Quick => new() { ReconnectBaseDelay = TimeSpan.FromMilliseconds(1), ReconnectMaxDelay = TimeSpan.FromMilliseconds(2) };

    [Fact]
    public async Task Connect_HeadersAndToken_Arrive()
    {
        await using var server = await PlainServer.StartAsync();
        var options = Quick;
        options.Headers["X-Tenant"] = "blue";
        options.AccessTokenFactory = _ => ValueTask.FromResult<string?>("secret");
        await using var client = new SyncClient(server.Url, options);
        await client.ConnectAsync().Within();

        var request = (await server.Connected.Reader.ReadAsync().AsTask().Within()).GetHttpContext()!.Request;
        Assert.Equal("blue", request.Headers["X-Tenant"]);
        Assert.Equal("Bearer secret", request.Headers.Authorization);
    }

    [Fact]
    public async Task Connect_Unauthorized_SaysSoAndAsksForTheTokenAgain()
    {
        await using var server = await PlainServer.StartAsync(context => context.Request.Headers.Authorization == "Bearer 3");
        var asked = 0;
        var reason = new TaskCompletionSource<string>();
        var options = Quick;
        options.AccessTokenFactory = _ => ValueTask.FromResult<string?>($"{++asked}");
        await using var client = new SyncClient(server.Url, options);
        client.ReconnectAttempt += (_, attempt) => reason.TrySetResult(attempt.Reason.Message);
        await client.ConnectAsync().Within();

        Assert.Equal(3, asked);
        Assert.Contains("answered 401", await reason.Task.Within(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_OverTheWire_IsAnswered()
    {
        await using var server = await PlainServer.StartAsync();
        var options = Quick;
        var secret = "abracadabra";
        options.SecretFactory = _ => ValueTask.FromResult<string?>(secret);
        var refused = new TaskCompletionSource<SyncError>();
        await using var client = new SyncClient(server.Url, options);
        client.SignInFailed += (_, failed) => refused.SetResult(failed.Reason);
        await client.ConnectAsync().Within();

        Assert.Equal(SyncErrorCodes.Unauthenticated, (await refused.Task.Within()).Code);
        secret = "open sesame";
        Assert.True(await client.SignInAsync().Within());
        Assert.Equal(SyncConnectionState.Connected, client.ConnectionState);
    }

    [Fact]
    public async Task Messages_OverTheWire_GoThereAndBack()
    {
        await using var server = await PlainServer.StartAsync();
        var received = new ConcurrentQueue<string>();
        var last = new TaskCompletionSource();
        await using var client = new SyncClient(server.Url, Quick);
        client.MessageReceived += (_, message) =>
        {
            received.Enqueue(message.Payload.ToString());
            if (received.Count == 3)
            {
                last.SetResult();
            }
        };
        await client.SendAsync(new Note(1, "a")).Within();
        await client.SendAsync(17).Within();
        await client.SendAsync<Note?>(null).Within();
        await last.Task.Within();

        Assert.Equal(["""{"id":1,"text":"a","rank":null}""", "17", "null"], received);
        var exception = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync("words").Within());
        Assert.Equal(SyncClientErrorCodes.RequestFailed, exception.Error.Code);
        Assert.Contains("No words.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_OverTheWire_AreRead()
    {
        await using var server = await PlainServer.StartAsync();
        await using var client = new SyncClient(server.Url, Quick);
        server.OnAnswer = request => RowsWire.Answer(request.RequestId, "ab", 5);
        await using var rows = client.SubscribeRows("report", "2026-11");
        Assert.Equal(2, (await rows.WhenSyncedAsync().Within()).Count);
        await server.Hub.Clients.All.SendAsync("RowsChanged", RowsWire.NewRows("cab", 6));

        await rows.WhenAsync(state => state is SyncState<IReadOnlyList<SyncRow>>.Synced { Data: [var first, _, _] } && first.Get<Note>().Text == "c");
    }

    [Fact]
    public async Task Connect_NoHubThere_SaysSo()
    {
        await using var server = await PlainServer.StartAsync();
        var options = Quick;
        options.MaxReconnectAttempts = 0;
        await using var client = new SyncClient(server.Url + "-elsewhere", options);
        var exception = await Assert.ThrowsAsync<SyncException>(() => client.ConnectAsync().Within());

        Assert.Contains("answered 404", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-elsewhere?access_token=secret")]
    [InlineData("?access_token=secret")]
    public async Task Connect_SecretInTheAddress_IsNotInTheReason(string rest)
    {
        await using var server = await PlainServer.StartAsync(_ => false);
        var options = Quick;
        options.MaxReconnectAttempts = 0;
        var address = new UriBuilder(server.Url + rest) { UserName = "user", Password = "secret" }.Uri;
        await using var client = new SyncClient(address, options);
        var exception = await Assert.ThrowsAsync<SyncException>(() => client.ConnectAsync().Within());

        Assert.Contains("answered 4", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_OverTheWire_SyncsFollowsAndIgnoresWhatItDoesNotKnow()
    {
        await using var server = await PlainServer.StartAsync();
        await using var client = new SyncClient(server.Url, Quick);
        await using var note = client.SubscribeEntity<Note>(1);
        Assert.Equal("a", (await note.WhenSyncedAsync().Within())!.Text);

        await server.Hub.Clients.All.SendAsync("Novelty", 1);
        await server.Hub.Clients.All.SendAsync("EntityUpdated", "not an object");
        await server.Hub.Clients.All.SendAsync("EntityUpdated", (object?)null);
        await server.Hub.Clients.All.SendAsync("EntityUpdated", new { subscriptionId = "s1", id = 1, change = new { text = "b" }, version = At(6), prev = 5, novelty = 1 });
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        Assert.Equal(SyncConnectionState.Connected, client.ConnectionState);
    }

    [Fact]
    public async Task Messages_OfMegabytes_ArriveBothWays()
    {
        await using var server = await PlainServer.StartAsync();
        var text = new string('x', 5_000_000);
        server.Body = $$"""{"id":1,"text":"{{text}}"}""";
        await using var client = new SyncClient(server.Url, Quick);
        await using var note = client.SubscribeEntity<Note>(1);
        Assert.Equal(text.Length, (await note.WhenSyncedAsync().Within())!.Text.Length);

        await using var connection = Build(server.Url);
        await connection.StartAsync();
        var request = new SubscribeManyRequest { Entities = [new SubscribeEntityRequest { RequestId = text, Model = "Note", Key = 1 }] };
        await connection.InvokeAsync("SubscribeMany", request).Within();
        await server.Requests.Reader.ReadAsync().AsTask().Within();
        var received = await server.Requests.Reader.ReadAsync().AsTask().Within();
        Assert.Equal(text.Length, received.Entities![0].RequestId.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_ClosesOrAborts_ClientComesBack(bool abort)
    {
        await using var server = await PlainServer.StartAsync();
        await using var client = new SyncClient(server.Url, Quick);
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync().Within();
        var context = await server.Connected.Reader.ReadAsync().AsTask().Within();
        if (abort)
        {
            context.GetHttpContext()!.Abort();
        }
        else
        {
            context.Abort();
        }

        await server.Connected.Reader.ReadAsync().AsTask().Within();
        await server.Requests.Reader.ReadAsync().AsTask().Within();
        Assert.Equal(5, (await server.Requests.Reader.ReadAsync().AsTask().Within()).Entities![0].LastSeq);
        await note.WhenSyncedAsync().Within();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hello_NothingInCommon_GivesUp(bool serverRefuses)
    {
        await using var server = await PlainServer.StartAsync();
        server.OnHello = () => serverRefuses
            ? throw new HubException("unsupported-protocol: this server speaks 9.")
            : Scripted.ScriptedServer.Hello(1_000_000) with { Protocol = 9 };
        await using var client = new SyncClient(server.Url, Quick);
        var exception = await Assert.ThrowsAsync<SyncException>(() => client.ConnectAsync().Within());

        Assert.Equal(SyncErrorCodes.UnsupportedProtocol, exception.Error.Code);
        Assert.Equal(SyncConnectionState.GivenUp, client.ConnectionState);
    }

    [Fact]
    public async Task Server_Silent_ServerTimeoutNoticesIt()
    {
        // The server's own keep-alive is 15 seconds: to this client it looks like a connection that is half open.
        await using var server = await PlainServer.StartAsync();
        var options = Quick;
        options.KeepAliveInterval = TimeSpan.FromMilliseconds(100);
        options.ServerTimeout = TimeSpan.FromMilliseconds(200);
        await using var client = new SyncClient(server.Url, options);
        var lost = new TaskCompletionSource<string>();
        client.Disconnected += (_, args) => lost.TrySetResult(args.Reason.Message);
        await client.ConnectAsync().Within();

        Assert.Contains("timeout", await lost.Task.Within(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task DisposeAsync_SaysGoodbye()
    {
        await using var server = await PlainServer.StartAsync();
        var client = new SyncClient(server.Url, Quick);
        await client.ConnectAsync().Within();
        await client.DisposeAsync().AsTask().Within();

        Assert.Null(await server.Left.Reader.ReadAsync().AsTask().Within());
    }

    [Fact]
    public async Task OwnBuilder_WithAutomaticReconnect_ComesBackOnce()
    {
        await using var server = await PlainServer.StartAsync();
        var builder = new HubConnectionBuilder();
        Configure(builder, server.Url);
        builder.WithAutomaticReconnect([TimeSpan.Zero]);
        await using var client = new SyncClient(builder, Quick);
        await using var note = client.SubscribeEntity<Note>(1);
        await note.WhenSyncedAsync().Within();
        for (var round = 0; round < 3; round++)
        {
            var context = await server.Connected.Reader.ReadAsync().AsTask().Within();
            var back = new TaskCompletionSource();
            client.Connected += (_, _) => back.TrySetResult();
            context.Abort();
            await back.Task.Within();
            await note.WhenSyncedAsync().Within();
        }

        Assert.True(server.Connected.Reader.TryRead(out _));
        Assert.False(server.Connected.Reader.TryRead(out _));
    }

    [Fact]
    public async Task OwnBuilder_WithoutATransport_GivesUpWithAReason()
    {
        await using var client = new SyncClient(new HubConnectionBuilder(), Quick);
        var exception = await Assert.ThrowsAsync<SyncException>(() => client.ConnectAsync().Within());

        Assert.Contains("could not be built", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionClosed_ServerGone_IsSignalledAndDisposeReturns()
    {
        await using var server = await PlainServer.StartAsync();
        var factory = new WebSocketConnectionFactory(new WebSocketConnectionOptions(null, new Dictionary<string, string>()), new JsonHubProtocol(), NullLoggerFactory.Instance);
        await using var connection = await factory.ConnectAsync(new UriEndPoint(new Uri(server.Url)));
        var closed = new TaskCompletionSource();
        using var registration = connection.ConnectionClosed.Register(() => closed.SetResult());
        connection.Abort(new ConnectionAbortedException("enough"));

        await closed.Task.Within();
        await connection.DisposeAsync().AsTask().Within();
        await connection.DisposeAsync().AsTask().Within();
    }

    [Theory]
    [InlineData("http://host:1/sync?a=b", "ws://host:1/sync?a=b")]
    [InlineData("https://host/sync", "wss://host/sync")]
    [InlineData("ws://host/sync", "ws://host/sync")]
    [InlineData("wss://host:7/sync", "wss://host:7/sync")]
    public void ToWebSocket_KeepsEverythingButTheScheme(string address, string expected) =>
        Assert.Equal(expected, WebSocketConnectionFactory.ToWebSocket(new Uri(address)).ToString());

    private static HubConnection Build(string url)
    {
        var builder = new HubConnectionBuilder();
        Configure(builder, url);
        return builder.Build();
    }

    private static void Configure(HubConnectionBuilder builder, string url)
    {
        builder.Services.AddSingleton<System.Net.EndPoint>(new UriEndPoint(new Uri(url)));
        builder.Services.AddSingleton<IConnectionFactory, WebSocketConnectionFactory>();
        builder.Services.AddSingleton(new WebSocketConnectionOptions(null, new Dictionary<string, string>()));
    }
}
