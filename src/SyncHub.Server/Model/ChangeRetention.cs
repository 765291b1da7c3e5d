namespace SyncHub.Server.Model;

/// <summary>How much of a model's past the log keeps for those who come back; whichever bound is reached first ends it.</summary>
/// <param name="Age">How long a change is kept.</param>
/// <param name="Count">How many changes are kept.</param>
/// <param name="Bytes">How many bytes of row bodies are kept.</param>
public sealed record ChangeRetention(TimeSpan Age, int Count, long Bytes)
{
    /// <summary>5 minutes, 100,000 changes, 64 MiB.</summary>
    public static ChangeRetention Default { get; } = new(TimeSpan.FromMinutes(5), 100_000, 64L * 1024 * 1024);
}
