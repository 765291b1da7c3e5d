using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>What is read of changes that are for nobody here, as they come from other nodes by the thousand.</summary>
public sealed class PassingChangesTests
{
    private static readonly SyncKey Followed = SyncKey.FromInt64(1);
    private static readonly SyncKey Another = SyncKey.FromInt64(2);

    [Fact]
    public async Task Change_ConcernsNoLiveQuery_OnlyWhatAccessPredicatesNameIsRead()
    {
        await using var server = await StartAsync();
        var log = server.Services.GetRequiredService<IChangeLog>();
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync(nameof(Watched), 1);
        await SubscribeRoomAsync(server, "a");
        Watched.Forget();

        await log.AppendAsync(Commit(Change(Another, null, Body(2, "b", "x"))));
        await log.AppendAsync(Commit(Change(Another, Body(2, "b", "x"), Body(2, "b", "y"), """{"text":"y"}""")));
        await log.AppendAsync(Commit(Change(Another, Body(2, "b", "y"), Body(2, "c", "y"), """{"room":"c"}""")));
        await log.AppendAsync(Commit(Change(Another, Body(2, "c", "y"), null)));

        // The list does not show this one either, but its entity has a follower, who tells that all is through.
        await log.AppendAsync(Commit(Change(Followed, Body(1, "b", "x"), Body(1, "b", "z"), """{"text":"z"}""")));
        await client.NextAsync(ClientMethods.EntityUpdated);

        Assert.Equal(0, Watched.Reads);
    }

    [Fact]
    public async Task Change_ConcernsALiveQuery_IsReadInWhole()
    {
        await using var server = await StartAsync();
        var log = server.Services.GetRequiredService<IChangeLog>();
        var follower = await SubscribeRoomAsync(server, "a");
        Watched.Forget();

        await log.AppendAsync(Commit(Change(Another, null, Body(2, "a", "x"))));
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["2"]));

        Assert.NotEqual(0, Watched.Reads);
    }

    private static Task<SyncHubTestServer> StartAsync() => SyncHubTestServer.StartAsync(models => models.AddModel<Watched, int>());

    private static async Task<CollectionFollower> SubscribeRoomAsync(SyncHubTestServer server, string room)
    {
        var follower = new CollectionFollower(
            await BareClient.ConnectAsync(server), nameof(Watched), $$"""{ "filter": { "room": { "$eq": "{{room}}" } }, "order": { "id": "ASC" }, "top": 3 }""");
        await follower.SubscribeAsync();
        Assert.Null(follower.Error);
        return follower;
    }

    private static Commit Commit(Change change) => new([change]);

    private static Change Change(SyncKey key, string? before, string? after, string? delta = null) => new()
    {
        Model = nameof(Watched),
        Key = key,
        Kind = before is null ? ChangeKind.Add : after is null ? ChangeKind.Remove : ChangeKind.Update,
        Before = before is null ? default : RawJson.Parse(before),
        After = after is null ? default : RawJson.Parse(after),
        Delta = delta is null ? default : RawJson.Parse(delta),
    };

    private static string Body(int id, string room, string text) => $$"""{"id":{{id}},"room":"{{room}}","text":"{{text}}"}""";

    /// <summary>Counts how often what no query names is read from a body. Only one test of this class runs at a time.</summary>
    internal sealed class Watched
    {
        private static int _reads;

        public static int Reads => Volatile.Read(ref _reads);

        public int Id { get; set; }

        public string Room { get; set; } = "";

        [JsonConverter(typeof(CountingConverter))]
        public string Text { get; set; } = "";

        public static void Forget() => Volatile.Write(ref _reads, 0);

        private sealed class CountingConverter : JsonConverter<string>
        {
            public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                Interlocked.Increment(ref _reads);
                return reader.GetString();
            }

            public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
        }
    }
}
