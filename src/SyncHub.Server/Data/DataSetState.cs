using System.Collections.Immutable;
using SyncHub.Server.Log;

namespace SyncHub.Server.Data;

/// <summary>All rows of a data set at one moment, with the position in the log that this is. Immutable, so that both are read in one step.</summary>
/// <param name="Rows">The rows, by key.</param>
/// <param name="Head">The model's head right after the last write; null before the data set first had to do with the log.</param>
internal sealed record DataSetState<T>(ImmutableDictionary<SyncKey, StoredRow<T>> Rows, LogHead? Head)
    where T : class
{
    public static DataSetState<T> Empty { get; } = new(ImmutableDictionary<SyncKey, StoredRow<T>>.Empty, null);
}
