using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Which rows an entity is part of.</summary>
internal static class TouchedRows
{
    /// <summary>Whether entities of a type can be part of a model's rows.</summary>
    public static bool MayBeTouchedBy(TrackedModel model, IReadOnlyEntityType type) => IsRow(model, type);

    /// <summary>Whether entities of a type are themselves the rows of a model.</summary>
    public static bool IsRow(TrackedModel model, IReadOnlyEntityType type) => !type.IsOwned() && model.EntityType.IsAssignableFrom(type.ClrType);

    /// <summary>The keys of the rows that an entity is part of.</summary>
    public static IReadOnlyList<SyncKey> KeysOf(TrackedModel model, EntityEntry entry)
    {
        var key = entry.Metadata.FindPrimaryKey()!.Properties[0];
        return entry.CurrentValues[key] is { } value && model.ToSyncKey(value) is { } encoded ? [encoded] : [];
    }
}
