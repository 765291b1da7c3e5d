using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>A row that a commit may have changed.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Key">Its key.</param>
/// <param name="Before">The row before the commit.</param>
internal readonly record struct Touch(TrackedModel Model, SyncKey Key, RowBefore Before);
