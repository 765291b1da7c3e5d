using SyncHub.Json;

namespace SyncHub.Server.Data;

/// <summary>A row as a data set keeps it. Immutable.</summary>
/// <param name="Row">What travels.</param>
/// <param name="Full">What its entities are made from: the body, and the properties that are hidden from it. The same memory where nothing is hidden.</param>
internal sealed record StoredRow<T>(Row<T> Row, RawJson Full)
    where T : class
{
    public RawJson Body => Row.Body;
}
