using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Client.Tests.Scripted;

namespace SyncHub.Client.Tests.StateMachines;

/// <summary>One trace of test/state-machines/traces.json on a client of its own.</summary>
internal sealed class TraceReplay : IAsyncDisposable
{
    private readonly ScriptedClient _scripted = new();
    private readonly Dictionary<string, IAsyncDisposable> _handles = new(StringComparer.Ordinal);
    private readonly Queue<JsonNode> _requests = new();
    private ScriptedConnection? _connection;

    public async Task RunAsync(JsonNode step)
    {
        try
        {
            await StepAsync(step.AsObject());
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Step {step.ToJsonString()}: {exception.Message}", exception);
        }
    }

    public ValueTask DisposeAsync() => _scripted.DisposeAsync();

    private async Task StepAsync(JsonObject step)
    {
        if (step.ContainsKey("do"))
        {
            await DoAsync(step);
        }
        else if (step["sent"] is JsonArray expected)
        {
            await AssertSentAsync(expected, isTogether: (bool?)step["together"] ?? false);
        }
        else if (step["unsubscribed"] is JsonArray ids)
        {
            foreach (var id in ids)
            {
                Assert.Equal((string)id!, (await _connection!.NextUnsubscribeAsync()).SubscriptionId);
            }
        }
        else if (step.ContainsKey("method"))
        {
            await _connection!.SendAsync(SharedTables.ToRecord(step));
        }
        else
        {
            await AssertShownAsync(step);
        }
    }

    private async Task DoAsync(JsonObject step)
    {
        var handle = (string?)step["handle"] ?? string.Empty;
        switch ((string)step["do"]!)
        {
            case "subscribe":
                _handles[handle] = Subscribe(step);
                _connection ??= await _scripted.Server.NextAsync();
                break;
            case "release":
                await _handles[handle].DisposeAsync();
                break;
            case "retry":
                await (_handles[handle] as LiveEntity<Note>)!.RetryAsync().Within();
                break;
            case "break":
                _connection!.Break();
                break;
            case "wait":
                var wait = TimeSpan.FromMilliseconds((int)step["ms"]!);
                await _scripted.Time.WhenTimerArmedAsync(remaining => remaining <= wait).Within();
                _scripted.Time.Advance(wait);
                break;
            case "reconnect":
                _connection = await ReconnectAsync((int?)step["ms"]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step.ToJsonString(), "No such step.");
        }
    }

    private IAsyncDisposable Subscribe(JsonObject step)
    {
        if (step["entity"] is { } entity)
        {
            var key = entity["key"]!;
            return _scripted.Client.SubscribeEntity<Note>(key.GetValueKind() == JsonValueKind.Number ? (int)key : SyncKey.FromString((string)key!));
        }

        var query = step["collection"]!;
        return _scripted.Client.SubscribeCollection<Note>(JsonSerializer.SerializeToElement(query["filter"]), top: (int?)query["top"]);
    }

    private async Task<ScriptedConnection> ReconnectAsync(int? milliseconds)
    {
        if (milliseconds is not { } given)
        {
            return await _scripted.ReconnectedAsync();
        }

        var delay = TimeSpan.FromMilliseconds(given);
        await _scripted.Time.WhenTimerArmedAsync(remaining => remaining == delay).Within();
        _scripted.Time.Advance(delay);
        return await _scripted.Server.NextAsync();
    }

    private async Task AssertSentAsync(JsonArray expected, bool isTogether)
    {
        foreach (var request in expected)
        {
            if (_requests.Count == 0)
            {
                var call = await _connection!.NextCallAsync();
                Enqueue(call.Entities);
                Enqueue(call.Collections);
                Assert.True(!isTogether || _requests.Count == expected.Count, "The requests left in more than one call.");
            }

            var sent = _requests.Dequeue();
            Assert.True(JsonNode.DeepEquals(request, sent), $"Sent was {sent.ToJsonString()}");
        }
    }

    private void Enqueue<TRequest>(IReadOnlyList<TRequest>? requests)
    {
        foreach (var request in requests ?? [])
        {
            _requests.Enqueue(JsonSerializer.SerializeToNode(request, WireJsonContext.Default.GetTypeInfo(typeof(TRequest))!)!);
        }
    }

    private Task AssertShownAsync(JsonObject step) => _handles[(string)step["handle"]!] switch
    {
        LiveEntity<Note> entity => AssertShownAsync(step, () => entity.State, () => entity.Version, data => Read<Note>(step) == data),
        LiveCollection<Note> collection => AssertShownAsync(
            step,
            () => collection.State,
            () => collection.Version,
            data => Read<Note[]>(step) is { } rows && data is not null && rows.SequenceEqual(data.Entries) && data.Count == (long?)step["count"]),
        var handle => throw new ArgumentOutOfRangeException(nameof(step), handle, "No such handle."),
    };

    private async Task AssertShownAsync<TData>(JsonObject step, Func<SyncState<TData>> state, Func<SyncVersion?> version, Func<TData?, bool> isData)
        where TData : class?
    {
        // Without a store there is nothing to clear: it is done when the client has dealt with everything before it.
        await _scripted.Client.ClearCacheAsync().Within();
        Assert.True(IsShown(), $"Shown is {state()} at {version()?.Seq}");

        bool IsShown() => (string)step["shows"]! switch
        {
            "connecting" => state() is SyncState<TData>.Connecting,
            "cached" => state() is SyncState<TData>.Cached { Data: var data } && isData(data) && IsThere(),
            "synced" => state() is SyncState<TData>.Synced { Data: var data } && isData(data) && IsThere(),
            "suspended" => state() is SyncState<TData>.Suspended { Data: var data } && isData(data) && IsThere(),
            "error" => state() is SyncState<TData>.Error error && error.Reason.Code == (string)step["code"]! && error.HasData == step.ContainsKey("data") && (!error.HasData || isData(error.Data)),
            var shows => throw new ArgumentOutOfRangeException(nameof(step), shows, "No such state."),
        };

        bool IsThere() => version()?.Seq == (long?)step["seq"];
    }

    private static TData? Read<TData>(JsonObject step) => step["data"].Deserialize<TData>(EntityJson.CreateOptions());
}
