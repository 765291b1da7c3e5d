using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>A model of whose rows entities of some type are part.</summary>
/// <param name="Model">The model.</param>
/// <param name="IsRow">Whether such an entity is a row, rather than a part of one or something that rows are made of.</param>
/// <param name="KeyHolders">The properties of the type that hold the primary keys of rows.</param>
internal sealed record ConcernedModel(TrackedModel Model, bool IsRow, IReadOnlyList<IProperty> KeyHolders);
