namespace SyncHub.Server.Log;

/// <summary>What a <see cref="Commit"/> holds for one model: what a log numbers as one, and keeps together.</summary>
/// <param name="Model">The model's name, which every one of the changes has.</param>
/// <param name="Changes">In the order in which they were made; never empty.</param>
/// <param name="MutationId">The commit's mutation id; null for none.</param>
/// <param name="Began">What the commit said in <see cref="Commit.Began"/>.</param>
public sealed record ModelCommit(string Model, IReadOnlyList<Change> Changes, string? MutationId = null, DateTimeOffset? Began = null);
