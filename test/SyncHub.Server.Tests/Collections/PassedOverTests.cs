using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>
/// A database beside the log, and two commits of one row by two processes, of which the first has not told the log when the second does. Who read the row
/// between the two holds a state that the log passes over: what changed since the log's last is not what changed for them.
/// </summary>
public sealed class PassedOverTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly DatabaseBesideTheLog _database = new();
    private SyncHubTestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(), _database.Settings with { Time = _time });
        _database.Set(Row("a", rank: 1));
        await _database.TellAsync(1, before: null, Row("a", rank: 1));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Subscribe_StateThatTheLogPassesOver_TheNextChangeIsWholeAndThoseAfterItAreNot()
    {
        _database.Set(Row("b", rank: 1));
        await using var client = await BareClient.ConnectAsync(_server);
        Assert.Equal("b", (await client.SubscribeAsync(nameof(Item), 1)).GetProperty("data").Text("room"));

        await WriteAsync(Row("b", rank: 1), Row("a", rank: 2));
        var first = await client.NextAnswerAsync();
        await WriteAsync(Row("a", rank: 2), Row("a", rank: 3));
        var second = await client.NextAnswerAsync();

        Assert.Equal((ClientMethods.EntityAdded, "a"), (first.Method, first.Argument.GetProperty("entity").Text("room")));
        Assert.Equal((ClientMethods.EntityUpdated, """{"rank":3}"""), (second.Method, second.Argument.GetProperty("change").GetRawText()));
    }

    [Fact]
    public async Task Subscribe_ComesBackWithAStateThatTheLogPassesOver_TheNextChangeIsWhole()
    {
        await using var client = await BareClient.ConnectAsync(_server);
        var version = (await client.SubscribeAsync(nameof(Item), 1)).GetProperty("version");

        // As far as this node can tell: it was another one that answered with room b.
        await using var resumed = await BareClient.ConnectAsync(_server);
        var answer = await resumed.SubscribeAsync(nameof(Item), 1, version.GetProperty("seq").GetInt64(), version.Text("epoch"));
        Assert.Equal(0, answer.GetProperty("changes").GetArrayLength());

        await WriteAsync(Row("b", rank: 1), Row("a", rank: 2));

        Assert.Equal(ClientMethods.EntityAdded, (await resumed.NextAnswerAsync()).Method);
    }

    [Fact]
    public async Task Subscribe_ReadWhatTheLogSays_TheNextChangeSaysWhatChanged()
    {
        await using var client = await BareClient.ConnectAsync(_server);
        await client.SubscribeAsync(nameof(Item), 1);

        await WriteAsync(Row("a", rank: 1), Row("a", rank: 2));

        Assert.Equal(ClientMethods.EntityUpdated, (await client.NextAnswerAsync()).Method);
    }

    [Fact]
    public async Task SubscribeCollection_StateThatTheLogPassesOver_TheNextChangeIsWholeAndThoseAfterItAreNot()
    {
        _database.Set(Row("b", rank: 1));
        for (var key = 2; key < 10; key++)
        {
            // So that a page is larger than a row.
            _database.Set(Row("c", rank: 9, key));
        }

        await using var client = await BareClient.ConnectAsync(_server);
        await client.InvokeAsync(HubMethods.SubscribeCollection, new { requestId = "r1", model = nameof(Item) });
        Assert.Equal("b", (await client.NextAnswerAsync()).Argument.GetProperty("data")[0].Text("room"));

        await WriteAsync(Row("b", rank: 1), Row("a", rank: 2));
        var first = (await client.NextAnswerAsync()).Argument.GetProperty("changes")[0];
        await WriteAsync(Row("a", rank: 2), Row("a", rank: 3));
        var second = (await client.NextAnswerAsync()).Argument.GetProperty("changes")[0];

        Assert.Equal(("update", "a"), (first.Text("type"), first.GetProperty("change").Text("room")));
        Assert.Equal(["room", "rank", "title", "at"], first.GetProperty("change").EnumerateObject().Select(property => property.Name));
        Assert.Equal(("update", """{"rank":3}"""), (second.Text("type"), second.GetProperty("change").GetRawText()));
    }

    [Fact]
    public async Task SubscribeCollection_ComesBackToARowThatWasReadAhead_ItsBodyComesWithItsPlace()
    {
        int[] others = [2, 3, 4, 5, 6, 7, 8, 9];
        foreach (var key in others)
        {
            _database.Set(Row("c", rank: 5, key));
        }

        await using var client = await BareClient.ConnectAsync(_server);
        var version = (await client.SubscribeAsync(nameof(Item), 1)).GetProperty("version");
        _database.Set(Row("a", rank: 9));

        await client.InvokeAsync(HubMethods.SubscribeCollection, new
        {
            requestId = "r2",
            model = nameof(Item),
            order = new { rank = "ASC" },
            lastSeq = version.GetProperty("seq").GetInt64(),
            epoch = version.Text("epoch"),
            knownKeys = others.Prepend(1),
        });
        var answer = (await client.NextAnswerAsync()).Argument;

        Assert.Equal(others.Append(1), answer.GetProperty("keys").EnumerateArray().Select(key => key.GetInt32()));
        Assert.Equal(9, Assert.Single(answer.GetProperty("entities").EnumerateArray()).GetProperty("rank").GetInt32());
    }

    private static Item Row(string room, int rank, int key = 1) => new() { Id = key, Room = room, Rank = rank };

    // A while after whatever was before: no clock could take one for the other.
    private async Task WriteAsync(Item before, Item after)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        _database.Set(after);
        await _database.TellAsync(after.Id, before, after);
    }
}
