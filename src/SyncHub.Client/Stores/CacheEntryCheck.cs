namespace SyncHub.Client.Stores;

/// <summary>Why an entry must not be shown, as far as that can be told without reading its content.</summary>
internal static class CacheEntryCheck
{
    public const string Corrupt = "corrupt";
    public const string OtherSchema = "other-schema";
    public const string OtherUser = "other-user";
    public const string TooOld = "too-old";
    public const string Unreadable = "unreadable";

    /// <summary>Null where it may be shown.</summary>
    public static string? Reject(SyncCacheEntry entry, string schemaVersion, string? user, TimeSpan maxAge, DateTimeOffset now)
    {
        if (entry.User != user)
        {
            return OtherUser;
        }

        if (entry.SchemaVersion != schemaVersion)
        {
            return OtherSchema;
        }

        if (entry.Version is { Epoch: null } or { Seq: < 0 })
        {
            return Corrupt;
        }

        // In both directions: an entry of a clock that went far ahead would otherwise never grow old.
        return (now - entry.StoredAt).Duration() > maxAge ? TooOld : null;
    }
}
