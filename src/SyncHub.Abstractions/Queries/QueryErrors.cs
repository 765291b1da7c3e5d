using System.Text.Json;

namespace SyncHub.Queries;

/// <summary>What is wrong with a query, as exceptions with their wire codes.</summary>
internal static class QueryErrors
{
    private const int ShownLength = 80;

    public static SyncException InvalidFilter(string message, Exception? cause = null) => new(new SyncError(SyncErrorCodes.InvalidFilter, message), cause);

    public static SyncException InvalidRequest(string message) => new(new SyncError(SyncErrorCodes.InvalidRequest, message));

    public static SyncException LimitExceeded(string message) => new(new SyncError(SyncErrorCodes.LimitExceeded, message));

    /// <summary>A value of a request, short enough for a message.</summary>
    public static string Show(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? "nothing" : Show(json.GetRawText());

    /// <summary>A text, short enough for a message.</summary>
    public static string Show(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";
}
