namespace SyncHub.Server.Log;

/// <summary>The writes of one unit of work. They are appended together or not at all.</summary>
/// <param name="Changes">In the order in which they were made; never empty.</param>
/// <param name="MutationId">The client's own name for this write, which its pushes will carry; null for none.</param>
public sealed record Commit(IReadOnlyList<Change> Changes, string? MutationId = null);
