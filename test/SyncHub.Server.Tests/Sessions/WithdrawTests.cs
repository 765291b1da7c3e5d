using SyncHub.Protocol;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Sessions;

/// <summary>A withdrawn request costs nothing more, and its name is free for another.</summary>
public sealed class WithdrawTests
{
    [Fact]
    public async Task Unsubscribe_ByRequestId_NameUsedAgain_OnlyTheNewRequestIsAnswered()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        await server.Data<Note, int>().AddAsync(new Note { Id = 2, Title = "two" });
        await using var client = await BareClient.ConnectAsync(server);
        source.Close();
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r", model = "Note", key = 1 });
        await source.WhenReadingAsync();

        await client.InvokeAsync(HubMethods.Unsubscribe, new { requestId = "r" });
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r", model = "Note", key = 2 });
        source.Open();
        var answer = await client.NextAsync();
        await client.SubscribeAsync("Note", 3, requestId: "last");

        Assert.Equal("r", answer.Argument.Text("requestId"));
        Assert.Equal("two", answer.Argument.GetProperty("data").Text("title"));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Unsubscribe_ByRequestIdBeforeItsTurn_CostsNoRead()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        await using var client = await BareClient.ConnectAsync(server);
        source.Close();
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "first", model = "Note", key = 0 });
        await source.WhenReadingAsync();

        for (var key = 1; key <= 50; key++)
        {
            await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "again", model = "Note", key });
            await client.InvokeAsync(HubMethods.Unsubscribe, new { requestId = "again" });
        }

        source.Open();
        var first = await client.NextAsync();
        await client.SubscribeAsync("Note", 99, requestId: "last");

        Assert.Equal("first", first.Argument.Text("requestId"));
        Assert.Equal(2, source.Reads);
    }
}
