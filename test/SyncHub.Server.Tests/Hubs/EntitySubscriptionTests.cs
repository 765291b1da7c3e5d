using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Hubs;

public sealed class EntitySubscriptionTests
{
    [Fact]
    public async Task SubscribeEntity_ExistingRow_AnswersWithSnapshotThenPushes()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1, Title = "one" });
        await using var client = await BareClient.ConnectAsync(server);

        var answer = await client.SubscribeAsync("Note", 1);
        await notes.PatchAsync(1, note => { note.Title = "two"; });
        var update = await client.NextAsync();
        await notes.RemoveAsync(1);
        var removal = await client.NextAsync();
        await notes.AddAsync(new Note { Id = 1, Title = "three" });
        var addition = await client.NextAsync();

        Assert.Equal("snapshot", answer.Text("mode"));
        Assert.Equal("r1", answer.Text("requestId"));
        Assert.Equal("entity", answer.Text("kind"));
        Assert.Equal("id", answer.Text("keyName"));
        Assert.Equal("""{"id":1,"title":"one","text":null,"likes":0}""", answer.GetProperty("data").GetRawText());
        Assert.Equal(1, answer.Seq());

        Assert.Equal(ClientMethods.EntityUpdated, update.Method);
        Assert.Equal("""{"title":"two"}""", update.Argument.GetProperty("change").GetRawText());
        Assert.Equal(answer.Text("subscriptionId"), update.Argument.Text("subscriptionId"));
        Assert.Equal((1, 2), (update.Argument.Prev(), update.Argument.Seq()));
        Assert.Equal(ClientMethods.EntityRemoved, removal.Method);
        Assert.Equal(1, removal.Argument.GetProperty("id").GetInt32());
        Assert.Equal((2, 3), (removal.Argument.Prev(), removal.Argument.Seq()));
        Assert.Equal(ClientMethods.EntityAdded, addition.Method);
        Assert.Equal("three", addition.Argument.GetProperty("entity").Text("title"));
        Assert.Equal((3, 4), (addition.Argument.Prev(), addition.Argument.Seq()));
    }

    [Fact]
    public async Task SubscribeEntity_MissingRow_AnswersWithNullAndPushesItsAddition()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        var answer = await client.SubscribeAsync("Note", 7);
        await server.Data<Note, int>().AddAsync(new Note { Id = 7 });
        var push = await client.NextAsync();

        Assert.Equal("null", answer.GetProperty("data").GetRawText());
        Assert.Equal(0, answer.Seq());
        Assert.Equal(ClientMethods.EntityAdded, push.Method);
    }

    [Fact]
    public async Task SubscribeEntity_ClearedProperty_TravelsAsNull()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1, Text = "something" });
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1);

        await notes.PatchAsync(1, note => { note.Text = null; });

        var push = await client.NextAsync();
        Assert.Equal("""{"text":null}""", push.Argument.GetProperty("change").GetRawText());
    }

    [Fact]
    public async Task SubscribeEntity_TwoConnections_ShareOneSubscriptionId()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var one = await BareClient.ConnectAsync(server);
        await using var two = await BareClient.ConnectAsync(server);

        var first = await one.SubscribeAsync("Note", 1);
        var second = await two.SubscribeAsync("Note", "1");
        var other = await two.SubscribeAsync("Note", 2, requestId: "r2");

        Assert.Equal(first.Text("subscriptionId"), second.Text("subscriptionId"));
        Assert.NotEqual(first.Text("subscriptionId"), other.Text("subscriptionId"));
    }

    [Fact]
    public async Task SubscribeEntity_TwiceOnOneConnection_IsOneSubscriptionThatOneUnsubscribeEnds()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        var notes = server.Data<Note, int>();
        await notes.AddAsync(new Note { Id = 1 });
        await using var client = await BareClient.ConnectAsync(server);

        var first = await client.SubscribeAsync("Note", 1);
        var second = await client.SubscribeAsync("Note", 1, requestId: "r2");
        await notes.PatchAsync(1, note => { note.Likes = 1; });
        var push = await client.NextAsync();
        await client.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = first.Text("subscriptionId") });
        await notes.PatchAsync(1, note => { note.Likes = 2; });
        var third = await client.SubscribeAsync("Note", 1, requestId: "r3");

        Assert.Equal(first.Text("subscriptionId"), second.Text("subscriptionId"));
        Assert.Equal("r2", second.Text("requestId"));
        Assert.Equal(ClientMethods.EntityUpdated, push.Method);
        Assert.Equal(2, third.GetProperty("data").GetProperty("likes").GetInt32());
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Unsubscribe_BeforeTheAnswer_ByRequestIdNothingArrives()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        await using var client = await BareClient.ConnectAsync(server);
        source.Close();
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r1", model = "Note", key = 1 });
        await source.WhenReadingAsync();

        await client.InvokeAsync(HubMethods.Unsubscribe, new { requestId = "r1" });
        source.Open();
        var other = await client.SubscribeAsync("Note", 2, requestId: "r2");

        Assert.Equal("r2", other.Text("requestId"));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task SubscribeMany_SomeBad_AnswersEachByItself()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        await client.InvokeAsync(HubMethods.SubscribeMany, new
        {
            entities = new object[]
            {
                new { requestId = "a", model = "Note", key = 1 },
                new { requestId = "b", model = "Nope", key = 1 },
                new { requestId = "c", model = "Note", key = 2 },
            },
            collections = Array.Empty<object>(),
        });
        var calls = new[] { await client.NextAsync(), await client.NextAsync(), await client.NextAsync() };

        var byRequest = calls.ToDictionary(call => call.Argument.Text("requestId")!, call => call.Method);
        Assert.Equal(ClientMethods.Subscribed, byRequest["a"]);
        Assert.Equal(ClientMethods.SubscriptionError, byRequest["b"]);
        Assert.Equal(ClientMethods.Subscribed, byRequest["c"]);
    }

    [Fact]
    public async Task Hello_Version1_NamesProtocolFeaturesAndLimits()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        var hello = await client.HelloAsync(new { protocols = new[] { 3, 1 }, features = new[] { "anything" } });

        Assert.Equal(1, hello.GetProperty("protocol").GetInt32());
        Assert.Equal(1000, hello.GetProperty("limits").GetProperty("subscriptionsPerConnection").GetInt32());
        Assert.Equal(256, hello.GetProperty("limits").GetProperty("keyLength").GetInt32());
        Assert.Equal(262144, hello.GetProperty("limits").GetProperty("receiveBytes").GetInt32());
        Assert.Equal(["entities", "collections"], hello.GetProperty("features").EnumerateArray().Select(feature => feature.GetString()));
    }
}
