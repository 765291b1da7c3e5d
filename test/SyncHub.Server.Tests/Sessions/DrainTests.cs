using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SyncHub.Protocol;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Sessions;

public sealed class DrainTests
{
    [Fact]
    public async Task ServerStops_EveryClientIsToldBeforeItsConnectionCloses()
    {
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(),
            new TestServerSettings { Options = options => options.DrainSpread = TimeSpan.FromSeconds(30) });
        await using var one = await BareClient.ConnectAsync(server);
        await using var two = await BareClient.ConnectAsync(server);
        await Task.WhenAll(GreetAsync(one), GreetAsync(two));
        var closed = new TaskCompletionSource();
        one.Connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        await server.StopAsync();
        var first = await one.NextAsync();
        var second = await two.NextAsync();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((ClientMethods.Closing, ClientMethods.Closing), (first.Method, second.Method));
        Assert.Equal("server-stopping", first.Argument.Text("code"));
        Assert.True(first.Argument.GetProperty("reconnect").GetBoolean());
        Assert.InRange(first.Argument.GetProperty("afterMs").GetInt32(), 0, 30_000);
    }

    [Fact]
    public async Task ServerStops_OneClientDoesNotRead_TheStopIsNotHeldUp()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await server.Data<Note, int>().AddAsync(new Note { Id = 1 });
        await using var stalled = await BareClient.ConnectAsync(server);
        await using var reader = await BareClient.ConnectAsync(server);
        await stalled.SubscribeAsync("Note", 1);
        await GreetAsync(reader);
        stalled.Factory.Link.Faults.Stall();
        for (var like = 1; like <= 100; like++)
        {
            await server.Data<Note, int>().PatchAsync(1, note => { note.Text = new string((char)('a' + (like % 26)), 10_000); });
        }

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(ClientMethods.Closing, (await reader.NextAsync()).Method);
    }

    [Fact]
    public async Task ServerStops_WhoConnectsMeanwhileIsToldAndDoesNotHoldIt()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await using var late = await BareClient.ConnectAsync(server);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        late.Connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        var closing = await late.NextAsync(ClientMethods.Closing);
        Assert.Equal("server-stopping", closing.Text("code"));
        Assert.True(closing.GetProperty("reconnect").GetBoolean());
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    // A connection is open before the server knows it.
    private static Task GreetAsync(BareClient client) => client.HelloAsync(new { protocols = new[] { 1 } });
}
