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

        Assert.Equal("snapshot", answer.GetProperty("mode").GetString());
        Assert.Equal("r1", answer.GetProperty("requestId").GetString());
        Assert.Equal("id", answer.GetProperty("keyName").GetString());
        Assert.Equal("one", answer.GetProperty("data").GetProperty("title").GetString());
        Assert.Equal(1, answer.GetProperty("version").GetProperty("seq").GetInt64());

        var id = answer.GetProperty("subscriptionId").GetString();
        Assert.Equal(ClientMethods.EntityUpdated, update.Method);
        Assert.Equal($$"""{"title":"two"}""", update.Argument.GetProperty("change").GetRawText());
        Assert.Equal(id, update.Argument.GetProperty("subscriptionId").GetString());
        Assert.Equal(1, update.Argument.GetProperty("prev").GetInt64());
        Assert.Equal(2, update.Argument.GetProperty("version").GetProperty("seq").GetInt64());
        Assert.Equal(ClientMethods.EntityRemoved, removal.Method);
        Assert.Equal(1, removal.Argument.GetProperty("id").GetInt32());
        Assert.Equal(ClientMethods.EntityAdded, addition.Method);
        Assert.Equal("three", addition.Argument.GetProperty("entity").GetProperty("title").GetString());
    }

    private sealed class Note
    {
        public int Id { get; init; }

        public string Title { get; set; } = string.Empty;
    }
}
