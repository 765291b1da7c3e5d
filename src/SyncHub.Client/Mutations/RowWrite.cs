using SyncHub.Json;

namespace SyncHub.Client.Mutations;

internal enum RowWriteKind
{
    Add,
    Update,
    Remove,
}

/// <summary>What a mutation does to one row.</summary>
/// <param name="Model">The row's model.</param>
/// <param name="Key">The text of the row's key.</param>
/// <param name="Kind">What happens.</param>
internal sealed record RowWrite(string Model, string Key, RowWriteKind Kind)
{
    /// <summary>The whole row, of an addition.</summary>
    public RawJson Body { get; init; }

    /// <summary>An object with the properties and their values, of an update.</summary>
    public RawJson Change { get; init; }
}
