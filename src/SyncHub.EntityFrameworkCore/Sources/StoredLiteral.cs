namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>A literal as a column can hold it.</summary>
/// <param name="Value">The literal, or the greatest value that the column can hold below it.</param>
/// <param name="IsExact">Whether it is the literal.</param>
internal readonly record struct StoredLiteral(object Value, bool IsExact);
