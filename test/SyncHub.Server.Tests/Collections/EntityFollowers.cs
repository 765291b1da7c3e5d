using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Clients that follow one entity each, by the protocol's rules and nothing else.</summary>
internal sealed class EntityFollowers : IAsyncDisposable
{
    private readonly List<Follower> _followers = [];

    /// <param name="server">The server.</param>
    /// <param name="model">The model.</param>
    /// <param name="keys">One for each client.</param>
    /// <param name="existed">Whether a row has ever been like that.</param>
    public static async Task<EntityFollowers> SubscribeAsync(SyncHubTestServer server, string model, IEnumerable<int> keys, Predicate<JsonObject> existed)
    {
        var followers = new EntityFollowers();
        foreach (var key in keys)
        {
            var follower = new Follower(await BareClient.ConnectAsync(server), model, key, existed);
            followers._followers.Add(follower);
            await follower.AskAsync();
        }

        return followers;
    }

    /// <summary>Has a client ask again with its position, and waits for no answer.</summary>
    public Task AskAgainAsync(int index) => _followers[index].AskAsync();

    /// <summary>Has each take all that the server has on the way.</summary>
    /// <param name="unwritten">A key that nobody writes.</param>
    public async Task TakeUntilNowAsync(int unwritten)
    {
        foreach (var follower in _followers)
        {
            await follower.TakeUntilNowAsync(unwritten);
        }
    }

    public async Task UntilAllEqualAsync(IReadOnlyDictionary<int, Item> rows, string context)
    {
        foreach (var follower in _followers)
        {
            try
            {
                await follower.UntilAsync(data => IsSame(data, rows.GetValueOrDefault(follower.Key)));
                Assert.True(follower.Violation is null, $"{context}{Environment.NewLine}{follower.Violation}");
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{context}{Environment.NewLine}entity {follower.Key} is {follower.Data?.ToJsonString()}, must be {JsonSerializer.Serialize(rows.GetValueOrDefault(follower.Key))}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var follower in _followers)
        {
            await follower.Client.DisposeAsync();
        }
    }

    private static bool IsSame(JsonObject? data, Item? item) => data is null || item is null
        ? data is null && item is null
        : (string?)data["room"] == item.Room && (int?)data["rank"] == item.Rank && (string?)data["title"] == item.Title && (DateTime)data["at"]! == item.At;

    private sealed class Follower(BareClient client, string model, int key, Predicate<JsonObject> existed)
    {
        private long _seq;
        private string? _epoch;
        private int _requests;

        public BareClient Client => client;

        public int Key => key;

        public JsonObject? Data { get; private set; }

        /// <summary>The first state that never was; null for none.</summary>
        public string? Violation { get; private set; }

        public Task AskAsync()
        {
            TakeWaiting();
            object request = _epoch is null
                ? new { requestId = $"r{++_requests}", model, key }
                : new { requestId = $"r{++_requests}", model, key, lastSeq = _seq, epoch = _epoch };
            return client.InvokeAsync(HubMethods.SubscribeEntity, request);
        }

        public async Task TakeUntilNowAsync(int unwritten)
        {
            foreach (var call in await client.UntilNowAsync(model, unwritten))
            {
                Take(call);
            }
        }

        public async Task UntilAsync(Predicate<JsonObject?> holds)
        {
            TakeWaiting();
            while (_epoch is null || !holds(Data))
            {
                Take(await client.NextAsync());
                TakeWaiting();
            }
        }

        private void TakeWaiting()
        {
            foreach (var call in client.Waiting())
            {
                Take(call);
            }
        }

        private void Take(ServerCall call)
        {
            switch (call.Method)
            {
                case ClientMethods.Subscribed when call.Argument.Text("mode") == "snapshot":
                    Put(call.Argument.GetProperty("data"));
                    break;
                case ClientMethods.Subscribed:
                    foreach (var change in call.Argument.GetProperty("changes").EnumerateArray())
                    {
                        Merge(change.GetProperty("change"));
                    }

                    break;
                case ClientMethods.EntityAdded:
                    Put(call.Argument.GetProperty("entity"));
                    break;
                case ClientMethods.EntityUpdated:
                    Merge(call.Argument.GetProperty("change"));
                    break;
                case ClientMethods.EntityRemoved:
                    Data = null;
                    break;
                default:
                    return;
            }

            (_seq, _epoch) = (call.Argument.Seq(), call.Argument.Epoch());
            if (Data is not null && !existed(Data))
            {
                Violation ??= $"{Data.ToJsonString()} has never been, after {call}";
            }
        }

        private void Put(JsonElement entity) => Data = JsonNode.Parse(entity.GetRawText())?.AsObject();

        private void Merge(JsonElement change)
        {
            foreach (var property in change.EnumerateObject())
            {
                if (Data is not null)
                {
                    Data[property.Name] = JsonNode.Parse(property.Value.GetRawText());
                }
            }
        }
    }
}
