using System.Text.Json.Nodes;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Clients, one for each of some queries.</summary>
internal sealed class Followers : IAsyncDisposable
{
    private readonly List<(RandomQuery Query, CollectionFollower Follower, BareClient Client)> _clients = [];

    private readonly Predicate<JsonObject> _existed;

    private Followers(Predicate<JsonObject> existed) => _existed = existed;

    public IEnumerable<CollectionFollower> All => _clients.Select(client => client.Follower);

    /// <param name="server">The server.</param>
    /// <param name="queries">What to follow.</param>
    /// <param name="existed">Whether a row has ever been like that; null where any is right.</param>
    public static async Task<Followers> SubscribeAsync(SyncHubTestServer server, IEnumerable<RandomQuery> queries, Predicate<JsonObject>? existed = null)
    {
        var followers = new Followers(existed ?? (_ => true));
        foreach (var query in queries)
        {
            await followers.AddAsync(server, query);
        }

        return followers;
    }

    public async Task<CollectionFollower> AddAsync(SyncHubTestServer server, RandomQuery query)
    {
        var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), query.Json) { Existed = _existed };
        await follower.SubscribeAsync();
        Assert.True(follower.Error is null, $"{query.Json}: {follower.Error}");
        _clients.Add((query, follower, client));
        return follower;
    }

    /// <summary>Has one more client ask, and waits for no answer.</summary>
    public async Task AskAsync(SyncHubTestServer server, RandomQuery query)
    {
        var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), query.Json) { Existed = _existed };
        await follower.AskAsync();
        _clients.Add((query, follower, client));
    }

    /// <summary>Has each take all that the server has on the way.</summary>
    /// <param name="unwritten">A key that nobody writes.</param>
    public async Task TakeUntilNowAsync(int unwritten)
    {
        foreach (var follower in All)
        {
            await follower.TakeUntilNowAsync(unwritten);
        }
    }

    /// <summary>Waits until every client has what LINQ over the rows has; fails where one breaks the contract on the way, or never has it.</summary>
    public async Task UntilAllEqualAsync(IReadOnlyCollection<Item> rows, string context)
    {
        foreach (var (query, follower, _) in _clients)
        {
            var (keys, total) = (query.Keys(rows), query.Count(rows));
            var bodies = rows.ToDictionary(row => row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            try
            {
                await follower.UntilAsync(() => follower.Total == total && follower.Keys.SequenceEqual(keys) && follower.Rows.All(IsBody));
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{context}{Environment.NewLine}{query.Json}{Environment.NewLine}has [{string.Join(' ', follower.Keys)}] of {follower.Total}, must have [{string.Join(' ', keys)}] of {total}; at {follower.Seq}, {follower.Answers} answers, {follower.Pushes} pushes, error {follower.Error}, {follower.Violation}");
            }

            Assert.True(follower.Violation is null, $"{context}{Environment.NewLine}{query.Json}{Environment.NewLine}{follower.Violation}");

            bool IsBody(JsonObject row) =>
                bodies[row["id"]!.ToString()] is var item && (string?)row["room"] == item.Room && (int?)row["rank"] == item.Rank && (string?)row["title"] == item.Title;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, _, client) in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
