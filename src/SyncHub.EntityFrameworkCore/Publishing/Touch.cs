using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Json;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>A row that a commit may have changed.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Key">Its key.</param>
/// <param name="Before">The row before the commit; <see cref="RawJson.Null"/> where there was none, absent where that is unknown.</param>
internal readonly record struct Touch(TrackedModel Model, SyncKey Key, RawJson Before);
