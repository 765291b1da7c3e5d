using System.Text;

namespace SyncHub.Client.Sqlite.Tests;

internal static class Entries
{
    public static SyncCacheEntry Entry(long seq, string content = "{}", string? user = null) => new()
    {
        SchemaVersion = "1",
        User = user,
        Version = new SyncVersion(seq, "e1", DateTimeOffset.UnixEpoch),
        Content = Encoding.UTF8.GetBytes(content),
        StoredAt = TimeProvider.System.GetUtcNow(),
    };
}
