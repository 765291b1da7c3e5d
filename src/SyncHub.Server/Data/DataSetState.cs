using System.Collections.Immutable;
using SyncHub.Server.Log;

namespace SyncHub.Server.Data;

/// <summary>All rows of a data set at one moment, with the position in the log that this is. Immutable, so that both are read in one step.</summary>
/// <param name="Rows">The rows, by key.</param>
/// <param name="Head">The model's head right after the last write; null before the data set first had to do with the log.</param>
internal sealed record DataSetState(ImmutableDictionary<SyncKey, StoredRow> Rows, LogHead? Head)
{
    public static DataSetState Empty { get; } = new(ImmutableDictionary<SyncKey, StoredRow>.Empty, null);
}
