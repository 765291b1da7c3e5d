namespace SyncHub.Server.Log;

/// <summary>The writes of one unit of work. They are appended together or not at all.</summary>
/// <param name="Changes">In the order in which they were made; never empty.</param>
/// <param name="MutationId">The client's own name for this write, which its pushes will carry; null for none.</param>
/// <param name="Began">
/// When the first of its changes may have shown in the source, UTC: before the commit was sent there, and of the earliest one where several are published
/// as one. Null: not before the append.
/// </param>
public sealed record Commit(IReadOnlyList<Change> Changes, string? MutationId = null, DateTimeOffset? Began = null);
