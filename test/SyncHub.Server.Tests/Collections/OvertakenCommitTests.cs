using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>
/// A database beside the log, and two commits of a row that the log holds nothing of. The later one is told first, and taken at its word: it says what it
/// found, which nobody has been shown. What the earlier one found, which they have been shown, comes after it.
/// </summary>
public sealed class OvertakenCommitTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly DatabaseBesideTheLog _database = new();

    /// <summary>A list that had the row in the state between, and in no other, must not have lost it.</summary>
    [Theory]
    [InlineData("a", 2)]
    [InlineData("b", 2)]
    [InlineData("c", 3)]
    public async Task CollectionChanged_ListCountsRowsThatItDoesNotHold_TotalIsThatOfTheDatabase(string room, int total)
    {
        await using var server = await StartAsync(debounce: default);
        _database.Set(Row(1, "a"));
        _database.Set(Row(2, room));
        await using var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), $$"""{"filter":{"room":{"$eq":"{{room}}"} },"top":0,"total":true}""");
        await follower.SubscribeAsync();

        var began = Later();
        Later();
        _database.Set(Row(1, "c"));
        await _database.TellAsync(1, Row(1, "b"), Row(1, "c"));
        await _database.TellAsync(1, Row(1, "a"), Row(1, "c"), began);
        Later();
        _database.Set(Row(3, room));
        await _database.TellAsync(3, before: null, Row(3, room));

        await follower.UntilAsync(() => follower.Seq == 3 && follower.Total == total);
        Assert.Null(follower.Violation);
    }

    /// <summary>What an overtaken commit says again is no row that was added: removed within one window, it is not as if it had never been.</summary>
    [Fact]
    public async Task EntityRemoved_ToldWithinOneWindowWithTheOvertakenCommit_FollowerIsTold()
    {
        await using var server = await StartAsync(Window);
        _database.Set(Row(1, "a"));
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync(nameof(Item), 1);

        var began = Later();
        Later();
        _database.Set(Row(1, "c"));
        await _database.TellAsync(1, Row(1, "b"), Row(1, "c"));
        await EndWindowAsync(client);
        Assert.Equal("c", (await client.NextAnswerAsync()).Argument.GetProperty("entity").Text("room"));

        _database.Remove(1);
        await _database.TellAsync(1, Row(1, "a"), Row(1, "c"), began);
        await _database.TellAsync(1, Row(1, "c"), after: null);
        await EndWindowAsync(client);
        Assert.Equal(ClientMethods.EntityRemoved, (await client.NextAnswerAsync()).Method);
    }

    private static Item Row(int key, string room) => new() { Id = key, Room = room };

    // Long enough for no clock to take one for the other.
    private DateTimeOffset Later()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return _time.GetUtcNow();
    }

    // Whoever joins is answered when all that was written before has been taken in.
    private async Task EndWindowAsync(BareClient client)
    {
        await client.UntilNowAsync(nameof(Item), 2);
        _time.Advance(Window);
    }

    private Task<SyncHubTestServer> StartAsync(TimeSpan debounce) =>
        SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(model => model.Debounce(debounce)), _database.Settings with { Time = _time });
}
