using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.Server.Data;

/// <summary>Where the rows of a model come from when the log alone cannot answer.</summary>
public interface IEntitySource
{
    /// <summary>Reads one row, committed state only.</summary>
    /// <param name="key">The row's canonical key.</param>
    /// <param name="cancellationToken">Ends the read when nobody waits for it any more.</param>
    ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken);
}

/// <summary>One row as its source had it.</summary>
/// <param name="Body">The row; <see cref="RawJson.Null"/> where there is none.</param>
/// <param name="Position">The exact log position of the read, where the source knows it; else null.</param>
public readonly record struct SourceRow(RawJson Body, LogHead? Position);
