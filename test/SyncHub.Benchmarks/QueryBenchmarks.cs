using System.Text.Json;
using BenchmarkDotNet.Attributes;
using SyncHub.Queries;

namespace SyncHub.Benchmarks;

/// <summary>From the wire to the canonical query. The baseline reads the same JSON and makes nothing of it.</summary>
public class QueryBenchmarks
{
    private const string Order = """{"createdAt":"DESC"}""";

    [Params("room", "ten terms")]
    public string Filter { get; set; } = string.Empty;

    private string Json => Filter == "room"
        ? """{"roomId":{"$eq":"room 17"}}"""
        : """
          {"$or":[{"author":{"$eq":"b"}},{"author":{"$in":["a","c"]}},{"$not":{"likes":{"$lt":3}}}],
           "roomId":{"$eq":"room 17"},"likes":{"$gte":1,"$lt":100},"text":{"$like":"%hello%"},
           "$nor":[{"createdAt":{"$lt":"2026-01-01T00:00:00Z"}},{"author":{"$ne":"d"},"text":{"$eq":null}}]}
          """;

    [Benchmark(Baseline = true)]
    public int ParseJsonOnly() =>
        (int)JsonSerializer.Deserialize<JsonElement>(Json).ValueKind + (int)JsonSerializer.Deserialize<JsonElement>(Order).ValueKind;

    [Benchmark]
    public int Read() =>
        Query.Read(Message.Schema, JsonSerializer.Deserialize<JsonElement>(Json), JsonSerializer.Deserialize<JsonElement>(Order), top: 50).Json.Length;

    [Benchmark]
    public int ReadAndHash() =>
        Query.Read(Message.Schema, JsonSerializer.Deserialize<JsonElement>(Json), JsonSerializer.Deserialize<JsonElement>(Order), top: 50).ComputeHash().Length;
}
