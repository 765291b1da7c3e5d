using System.Diagnostics;
using System.Text.Json;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Clients.LiveQueries;

/// <summary>The live queries of one connection. Its read loop is the only one that calls.</summary>
internal sealed class QueryFollower(LivePlan plan, LiveTally tally, AcknowledgementLine line)
{
    // By subscription.
    private readonly Dictionary<string, FollowedQuery> _queries = [];

    public void TakeAnswer(ReadOnlySpan<byte> record) => Take(record, answer =>
    {
        var number = int.Parse(answer.GetProperty("requestId").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var query = new FollowedQuery(number, plan);
        query.Load(answer.GetProperty("data"));
        tally.AddRows(query.Rows);
        _queries.Add(answer.GetProperty("subscriptionId").GetString()!, query);
    });

    public void TakePush(ReadOnlySpan<byte> record)
    {
        var now = Stopwatch.GetTimestamp();
        var bytes = record.Length + 1;
        Take(record, push =>
        {
            var query = _queries[push.GetProperty("subscriptionId").GetString()!];
            var before = query.Rows;
            var text = query.Apply(push);
            tally.AddRows(query.Rows - before);
            if (text.IsWrite)
            {
                tally.Count(text, bytes, now);
                line.Acknowledge();
            }
        });
    }

    private void Take(ReadOnlySpan<byte> record, Action<JsonElement> take)
    {
        try
        {
            var reader = new Utf8JsonReader(record);
            using var document = JsonDocument.ParseValue(ref reader);
            take(document.RootElement.GetProperty("arguments")[0]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or KeyNotFoundException or FormatException or ArgumentException or InvalidOperationException)
        {
            tally.Fail(exception.Message);
        }
    }
}
