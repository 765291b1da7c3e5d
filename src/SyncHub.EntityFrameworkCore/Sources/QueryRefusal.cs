namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Queries that a database would answer differently from memory, or not at all.</summary>
internal static class QueryRefusal
{
    public const string WayOut = "Name another property, or store this one so that its stored values compare as it does: with HasConversion, or in a column of the type's own.";

    private const int ShownLength = 120;

    public static SyncException Of(string message, Exception? cause = null) => new(new SyncError(SyncErrorCodes.InvalidFilter, message), cause);

    /// <summary>A part of a query, short enough for a message.</summary>
    public static string Show(string json) => json.Length <= ShownLength ? json : json[..ShownLength] + "…";
}
