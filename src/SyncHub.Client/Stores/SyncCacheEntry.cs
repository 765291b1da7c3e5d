namespace SyncHub.Client;

/// <summary>What a local store keeps of one subscription: what the server said, up to which position, and for whom. Never changes.</summary>
public sealed class SyncCacheEntry
{
    /// <summary>The application's <see cref="SyncCacheOptions.SchemaVersion"/> when it was stored.</summary>
    public required string SchemaVersion { get; init; }

    /// <summary>Whom the server said it to, as <see cref="SyncCacheOptions.User"/> has it; null for nobody in particular.</summary>
    public required string? User { get; init; }

    /// <summary>The position that <see cref="Content"/> is complete to; what is missing since is asked for from here.</summary>
    public required SyncVersion Version { get; init; }

    /// <summary>The data, in a form of the client's own. The memory must not change afterwards.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>When it was stored, UTC, by the client's <see cref="SyncClientOptions.TimeProvider"/>.</summary>
    public required DateTimeOffset StoredAt { get; init; }
}
