using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Queries;

namespace SyncHub.Client.Collections;

/// <summary>What queries can name, by entity type. The key is the server's to know; it adds it to every order as the last tie-break.</summary>
internal sealed class QuerySchemas(JsonSerializerOptions options)
{
    private readonly ConcurrentDictionary<Type, QuerySchema> _byType = new();

    /// <summary>The server's own limits decide; here only what could not be written, or read again, is refused.</summary>
    public static QueryLimits Limits { get; } = new()
    {
        Depth = 24,
        Terms = int.MaxValue,
        ListLength = int.MaxValue,
        Top = int.MaxValue,
        Skip = int.MaxValue,
        PatternLength = int.MaxValue,
    };

    public JsonTypeInfo<T> Contract<T>() => options.Contract<T>();

    public QuerySchema Get<T>() => _byType.GetOrAdd(typeof(T), static (_, contract) => QuerySchema.Create(contract), Contract<T>());
}
