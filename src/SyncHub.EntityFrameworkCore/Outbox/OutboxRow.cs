using SyncHub.Json;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>A row that a save may have changed.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Before">The row before the save; <see cref="RawJson.Null"/> where there was none, absent where it is not known.</param>
internal readonly record struct OutboxRow(string Model, SyncKey Key, RawJson Before);
