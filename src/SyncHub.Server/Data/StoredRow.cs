using SyncHub.Json;

namespace SyncHub.Server.Data;

/// <summary>A row as a data set keeps it. Immutable.</summary>
/// <param name="Body">What travels.</param>
/// <param name="Full">What its entities are made from: the body, and the properties that are hidden from it. The same memory where nothing is hidden.</param>
internal sealed record StoredRow(RawJson Body, RawJson Full);
