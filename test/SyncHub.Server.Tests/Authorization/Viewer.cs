using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR.Client;
using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>
/// A bare connection that follows one entity and one collection to the letter of the protocol, and keeps every byte that it was ever sent.
/// </summary>
internal sealed partial class Viewer(SyncHubTestServer server) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _raw = new();
    private BareClient? _client;
    private int _requests;
    private Held _entity = new();
    private Held _collection = new();

    public Who? Who { get; private set; }

    public int Key { get; private set; }

    public JsonObject? Data { get; private set; }

    public List<JsonObject> Rows { get; private set; } = [];

    public long Total { get; private set; }

    public JsonObject Query { get; private set; } = [];

    /// <summary>Why the collection ended; null while it goes on.</summary>
    public string? Ended { get; private set; }

    public string? Violation { get; private set; }

    /// <summary>How many deltas came in answer to resumes, and how many answers that took the place of others.</summary>
    public (int Deltas, int Replaced) Answers { get; private set; }

    /// <summary>What the server sent since the last time, as text.</summary>
    public IReadOnlyList<string> TakeRaw()
    {
        var taken = new List<string>();
        while (_raw.TryDequeue(out var record))
        {
            taken.Add(record);
        }

        return taken;
    }

    /// <summary>The marks in what the server sent.</summary>
    public static IEnumerable<string> MarksIn(string record) => Mark().Matches(record).Select(match => match.Value);

    public async Task ConnectAsync(Who? atConnect)
    {
        Who = atConnect;
        _client = await BareClient.ConnectAsync(server, link =>
        {
            link.User = atConnect?.Principal;
            link.Faults.Lose(record =>
            {
                _raw.Enqueue(record);
                return false;
            });
        });
    }

    public async Task<bool> SignInAsync(Who who)
    {
        var answer = await _client!.Connection.InvokeAsync<JsonElement>(HubMethods.Authenticate, new { secret = who.Secret }).WaitAsync(Patience);
        var ok = answer.GetProperty("ok").GetBoolean();
        Who = ok ? who : Who;
        return ok;
    }

    public async Task SubscribeEntityAsync(int key, bool resume = false)
    {
        Key = key;
        var request = new JsonObject { ["requestId"] = $"e{++_requests}", ["model"] = nameof(Secret), ["key"] = key };
        Resume(request, _entity, resume);
        await _client!.InvokeAsync(HubMethods.SubscribeEntity, request);
    }

    public async Task SubscribeCollectionAsync(JsonObject query, bool resume = false)
    {
        Query = query;
        Ended = null;
        var request = query.DeepClone().AsObject();
        request["requestId"] = $"c{++_requests}";
        request["model"] = nameof(Secret);
        Resume(request, _collection, resume);
        if (resume)
        {
            request["knownKeys"] = new JsonArray([.. Rows.Select(row => row["id"]!.DeepClone())]);
        }

        await _client!.InvokeAsync(HubMethods.SubscribeCollection, request);
    }

    /// <summary>Takes in all that the server has sent up to now: the answer to one more request comes behind it.</summary>
    public async Task SettleAsync()
    {
        var name = $"s{++_requests}";
        await _client!.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = name, model = nameof(Secret), key = -1 });
        while (true)
        {
            var call = await _client.NextAsync();
            if (call.Argument.Text("requestId") == name)
            {
                await _client.InvokeAsync(HubMethods.Unsubscribe, call.Method == ClientMethods.Subscribed
                    ? new { subscriptionId = call.Argument.Text("subscriptionId") }
                    : new { requestId = name });
                break;
            }

            Take(call);
        }

        foreach (var call in _client.Waiting())
        {
            Take(call);
        }
    }

    public async Task DisconnectAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync();

    private static void Resume(JsonObject request, Held held, bool resume)
    {
        if (resume && held.Epoch is not null)
        {
            request["lastSeq"] = held.Seq;
            request["epoch"] = held.Epoch;
        }
    }

    private void Take(ServerCall call)
    {
        switch (call.Method)
        {
            case ClientMethods.Subscribed:
                TakeAnswer(call.Argument);
                break;
            case ClientMethods.SubscriptionError:
                TakeError(call.Argument);
                break;
            case ClientMethods.EntityAdded or ClientMethods.EntityUpdated or ClientMethods.EntityRemoved:
                TakeEntityPush(call);
                break;
            case ClientMethods.CollectionSnapshot or ClientMethods.CollectionChanged:
                TakeCollectionPush(call);
                break;
        }
    }

    private void TakeAnswer(JsonElement answer)
    {
        var isEntity = answer.Text("kind") == Subscribed.EntityKind;
        var held = isEntity ? _entity : _collection;
        var isDelta = answer.Text("mode") == Subscribed.DeltaMode;
        Answers = (Answers.Deltas + (isDelta ? 1 : 0), Answers.Replaced + (answer.Text("replaces") is null ? 0 : 1));
        if (answer.Text("requestId") is null && held.Id != answer.Text("subscriptionId") && held.Id != answer.Text("replaces"))
        {
            Violation ??= $"an answer for what is not held: {answer}";
        }

        if (isEntity && isDelta)
        {
            foreach (var change in answer.GetProperty("changes").EnumerateArray())
            {
                Merge(Data, change.GetProperty("change"));
            }
        }
        else if (isEntity)
        {
            Data = answer.GetProperty("data") is { ValueKind: JsonValueKind.Object } data ? Parse(data) : null;
        }
        else if (!isDelta)
        {
            Rows = [.. answer.GetProperty("data").EnumerateArray().Select(Parse)];
        }
        else if (answer.TryGetProperty("keys", out var keys))
        {
            var bodies = Rows.Concat(answer.GetProperty("entities").EnumerateArray().Select(Parse)).GroupBy(row => (int)row["id"]!).ToDictionary(group => group.Key, group => group.Last());
            Rows = [.. keys.EnumerateArray().Select(key => bodies[key.GetInt32()])];
        }

        Total = answer.TryGetProperty("totalCount", out var total) ? total.GetInt64() : Total;
        (held.Id, held.Seq, held.Epoch) = (answer.Text("subscriptionId"), answer.Seq(), answer.Epoch());
    }

    private void TakeError(JsonElement error)
    {
        var isEntity = error.Text("requestId")?.StartsWith('e') == true || (error.Text("subscriptionId") is { } id && id == _entity.Id);
        if (isEntity)
        {
            (Data, _entity) = (null, new Held());
        }
        else
        {
            (Rows, Total, _collection, Ended) = ([], 0, new Held(), error.Text("code"));
        }
    }

    private void TakeEntityPush(ServerCall call)
    {
        Check(call.Argument, _entity);
        switch (call.Method)
        {
            case ClientMethods.EntityAdded:
                Data = Parse(call.Argument.GetProperty("entity"));
                break;
            case ClientMethods.EntityUpdated:
                Merge(Data, call.Argument.GetProperty("change"));
                break;
            default:
                Data = null;
                break;
        }
    }

    private void TakeCollectionPush(ServerCall call)
    {
        var push = call.Argument;
        if (call.Method == ClientMethods.CollectionSnapshot)
        {
            Rows = [.. push.GetProperty("data").EnumerateArray().Select(Parse)];
            (_collection.Seq, _collection.Epoch) = (push.Seq(), push.Epoch());
        }
        else
        {
            Check(push, _collection);
            foreach (var edit in push.GetProperty("changes").EnumerateArray())
            {
                Apply(edit);
            }
        }

        Total = push.TryGetProperty("totalCount", out var total) ? total.GetInt64() : Total;
    }

    private void Apply(JsonElement edit)
    {
        var index = edit.GetProperty("index").GetInt32();
        var from = edit.TryGetProperty("from", out var moved) ? moved.GetInt32() : index;
        if (edit.Text("type") == CollectionEdit.Insert)
        {
            Rows.Insert(index, Parse(edit.GetProperty("entity")));
            return;
        }

        var row = Rows[from];
        Rows.RemoveAt(from);
        if (edit.Text("type") != CollectionEdit.Remove)
        {
            Rows.Insert(index, row);
            if (edit.TryGetProperty("change", out var change))
            {
                Merge(row, change);
            }
        }
    }

    private void Check(JsonElement push, Held held)
    {
        if (push.Text("subscriptionId") != held.Id || push.Epoch() != held.Epoch || push.Prev() > held.Seq || push.Seq() <= held.Seq)
        {
            Violation ??= $"{push} while holding {held.Id} at {held.Epoch} {held.Seq}";
        }

        held.Seq = push.Seq();
    }

    private void Merge(JsonObject? row, JsonElement change)
    {
        if (row is null)
        {
            Violation ??= $"{change} of nothing";
            return;
        }

        foreach (var property in change.EnumerateObject())
        {
            row[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }
    }

    private static JsonObject Parse(JsonElement json) => JsonNode.Parse(json.GetRawText())!.AsObject();

    [GeneratedRegex("[TH]#[0-9]+#")]
    private static partial Regex Mark();

    private sealed class Held
    {
        public string? Id { get; set; }

        public long Seq { get; set; }

        public string? Epoch { get; set; }
    }
}
