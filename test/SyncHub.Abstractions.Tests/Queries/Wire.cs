using System.Text.Json;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>Queries as text.</summary>
internal static class Wire
{
    public static readonly QueryLimits Unlimited = new()
    {
        Depth = 60,
        Terms = 10_000,
        ListLength = 10_000,
        PatternLength = 10_000,
        Skip = 10_000,
        Top = 10_000,
    };

    public static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    public static Query Read(string filter, string order = "null", QueryLimits? limits = null) =>
        Query.Read(Row.Schema, Json(filter), Json(order), limits: limits);

    public static Filter Canonical(string filter) => Read(filter, limits: Unlimited).Filter;
}
