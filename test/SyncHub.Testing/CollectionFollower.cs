using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Protocol;

namespace SyncHub.Testing;

/// <summary>
/// One collection on one bare connection, kept by the protocol's rules to the letter and by nothing else. The first message that breaks
/// the contract is kept as its violation.
/// </summary>
public sealed class CollectionFollower
{
    private readonly BareClient _client;
    private readonly string _model;
    private readonly JsonObject _query;
    private readonly List<JsonObject> _rows = [];
    private int _requests;

    /// <summary>Follows a query once it is subscribed to.</summary>
    /// <param name="client">The connection; nobody else takes its calls.</param>
    /// <param name="model">The model.</param>
    /// <param name="query">filter, order, top, skip and total, as JSON.</param>
    public CollectionFollower(BareClient client, string model, string query)
    {
        _client = client;
        _model = model;
        _query = JsonNode.Parse(query)!.AsObject();
        Top = _query["top"] is JsonValue value && value.TryGetValue(out int top) ? top : null;
    }

    /// <summary>The rows as the client has them.</summary>
    public IReadOnlyList<JsonObject> Rows => _rows;

    /// <summary>Their keys.</summary>
    public IReadOnlyList<string> Keys => [.. _rows.Select(row => KeyOf(row))];

    /// <summary>The total; null where none was sent.</summary>
    public long? Total { get; private set; }

    /// <summary>The position.</summary>
    public long Seq { get; private set; }

    /// <summary>The epoch of the position.</summary>
    public string? Epoch { get; private set; }

    /// <summary>The subscription.</summary>
    public string? SubscriptionId { get; private set; }

    /// <summary>The largest number of rows asked for.</summary>
    public int? Top { get; }

    /// <summary>The first breach of the contract; null for none.</summary>
    public string? Violation { get; private set; }

    /// <summary>Whether a row has ever been like that: of each that is held, after each message. Any is right by default.</summary>
    public Predicate<JsonObject> Existed { get; init; } = _ => true;

    /// <summary>The last answer.</summary>
    public JsonElement Answer { get; private set; }

    /// <summary>The last error.</summary>
    public JsonElement? Error { get; private set; }

    /// <summary>Pushes taken so far.</summary>
    public int Pushes { get; private set; }

    private string KeyName { get; set; } = "id";

    /// <summary>Subscribes and takes the server's calls up to the answer.</summary>
    /// <param name="resume">Whether to tell the position.</param>
    /// <param name="knownKeys">Whether to tell the keys, too.</param>
    public async Task SubscribeAsync(bool resume = false, bool knownKeys = false)
    {
        await AskAsync(resume, knownKeys);
        var answers = Answers;
        while (Answers == answers && Error is null)
        {
            Take(await _client.NextAsync());
        }
    }

    /// <summary>Answers taken so far.</summary>
    public int Answers { get; private set; }

    /// <summary>Asks, and takes nothing.</summary>
    public Task AskAsync(bool resume = false, bool knownKeys = false)
    {
        Error = null;
        var request = _query.DeepClone().AsObject();
        request["requestId"] = $"r{++_requests}";
        request["model"] = _model;
        if (resume)
        {
            request["lastSeq"] = Seq;
            request["epoch"] = Epoch;
        }

        if (knownKeys)
        {
            request["knownKeys"] = new JsonArray([.. _rows.Select(row => row[KeyName]!.DeepClone())]);
        }

        return _client.InvokeAsync(HubMethods.SubscribeCollection, request);
    }

    /// <summary>Takes calls until something holds; fails after a while.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        TakeWaiting();
        while (!holds() && Violation is null)
        {
            Take(await _client.NextAsync());
            TakeWaiting();
        }
    }

    /// <summary>Takes over what another page of the same list holds.</summary>
    public void TakeOver(CollectionFollower other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _rows.Clear();
        _rows.AddRange(other._rows.Select(row => row.DeepClone().AsObject()));
        (Seq, Epoch) = (other.Seq, other.Epoch);
    }

    /// <summary>Takes all that the server has on the way.</summary>
    /// <param name="unwritten">An entity that nobody writes.</param>
    public async Task TakeUntilNowAsync(object unwritten)
    {
        foreach (var call in await _client.UntilNowAsync(_model, unwritten))
        {
            Take(call);
        }
    }

    /// <summary>Takes what has arrived.</summary>
    public void TakeWaiting()
    {
        foreach (var call in _client.Waiting())
        {
            Take(call);
        }
    }

    private string KeyOf(JsonObject row) => row[KeyName]!.ToString();

    private void Take(ServerCall call)
    {
        switch (call.Method)
        {
            case ClientMethods.Subscribed:
                TakeAnswer(call.Argument);
                break;
            case ClientMethods.CollectionSnapshot:
                RequireMine(call.Argument);
                Pushes++;
                TakeData(call.Argument.GetProperty("data"));
                Advance(call.Argument);
                break;
            case ClientMethods.CollectionChanged:
                RequireMine(call.Argument);
                Pushes++;
                TakeChanges(call.Argument);
                break;
            case ClientMethods.SubscriptionError:
                Error = call.Argument;
                break;
        }
    }

    private void RequireMine(JsonElement push) =>
        Require(push.Text("subscriptionId") == SubscriptionId, $"a push for {push.Text("subscriptionId")} while holding {SubscriptionId}");

    private void TakeAnswer(JsonElement answer)
    {
        Answer = answer;
        Answers++;
        Error = null;
        KeyName = answer.Text("keyName")!;
        SubscriptionId = answer.Text("subscriptionId");
        if (answer.Text("mode") == "snapshot")
        {
            TakeData(answer.GetProperty("data"));
        }
        else if (answer.TryGetProperty("keys", out var keys))
        {
            var held = _rows.ToDictionary(KeyOf);
            foreach (var entity in answer.GetProperty("entities").EnumerateArray())
            {
                var row = JsonNode.Parse(entity.GetRawText())!.AsObject();
                held[KeyOf(row)] = row;
            }

            _rows.Clear();
            foreach (var key in keys.EnumerateArray().Select(key => key.ToString()))
            {
                if (held.TryGetValue(key, out var row))
                {
                    _rows.Add(row);
                }
                else
                {
                    Violation ??= $"a delta names {key}, which is neither held nor sent";
                }
            }
        }

        Advance(answer);
    }

    private void TakeData(JsonElement data)
    {
        _rows.Clear();
        _rows.AddRange(data.EnumerateArray().Select(row => JsonNode.Parse(row.GetRawText())!.AsObject()));
        Require(Top is null || _rows.Count <= Top, $"{_rows.Count} rows with top {Top}");
    }

    private void TakeChanges(JsonElement push)
    {
        Require(push.Prev() <= Seq, $"push {push.Seq()} after {push.Prev()} at position {Seq}");
        Require(push.Seq() > Seq, $"push {push.Seq()} at position {Seq}");
        foreach (var edit in push.GetProperty("changes").EnumerateArray())
        {
            TakeEdit(edit);
            Require(Top is null || _rows.Count <= Top, $"{_rows.Count} rows with top {Top} after {edit}");
        }

        Advance(push);
    }

    private void TakeEdit(JsonElement edit)
    {
        var index = edit.GetProperty("index").GetInt32();
        var from = edit.TryGetProperty("from", out var fromJson) ? fromJson.GetInt32() : index;
        var type = edit.Text("type");
        var isInsert = type == CollectionEdit.Insert;
        if (index < 0 || from < 0 || (isInsert ? index > _rows.Count : from >= _rows.Count || index >= _rows.Count))
        {
            Violation ??= $"{edit} on {_rows.Count} rows";
            return;
        }

        if (isInsert)
        {
            var row = JsonNode.Parse(edit.GetProperty("entity").GetRawText())!.AsObject();
            Require(!_rows.Exists(held => KeyOf(held) == KeyOf(row)), $"{edit}, which is held");
            _rows.Insert(index, row);
            return;
        }

        var moved = _rows[from];
        Require(KeyOf(moved) == edit.GetProperty("id").ToString(), $"{edit} where {KeyOf(moved)} stands");
        _rows.RemoveAt(from);
        if (type != CollectionEdit.Remove)
        {
            _rows.Insert(index, moved);
            Merge(moved, edit);
        }
    }

    private static void Merge(JsonObject row, JsonElement edit)
    {
        if (edit.TryGetProperty("change", out var change))
        {
            foreach (var property in change.EnumerateObject())
            {
                row[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
        }
    }

    private void Advance(JsonElement message)
    {
        Total = message.TryGetProperty("totalCount", out var total) ? total.GetInt64() : null;
        Seq = message.Seq();
        Epoch = message.Epoch();
        if (_rows.Find(row => !Existed(row)) is { } mixed)
        {
            Violation ??= $"{mixed.ToJsonString()} has never been, at {Seq} after {message}";
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Violation ??= otherwise;
        }
    }
}
