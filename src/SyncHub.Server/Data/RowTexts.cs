using SyncHub.Json;

namespace SyncHub.Server.Data;

/// <summary>An entity as JSON, before its key is known: what travels, and the whole of it; the same memory where nothing is hidden.</summary>
internal readonly record struct RowTexts(RawJson Body, RawJson Full);
