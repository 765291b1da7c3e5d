using System.Text.Json;

namespace SyncHub.Testing;

/// <summary>Short ways to the members that tests look at.</summary>
public static class WireJson
{
    /// <summary>A text member; null where it is absent.</summary>
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The seq of a message's version.</summary>
    public static long Seq(this JsonElement message) => message.GetProperty("version").GetProperty("seq").GetInt64();

    /// <summary>The epoch of a message's version.</summary>
    public static string Epoch(this JsonElement message) => message.GetProperty("version").GetProperty("epoch").GetString()!;

    /// <summary>The predecessor of a push.</summary>
    public static long Prev(this JsonElement push) => push.GetProperty("prev").GetInt64();
}
