using SyncHub.Json;

namespace SyncHub.Client.Collections;

/// <summary>One row of a collection. It stays the same object as long as its body has the same text.</summary>
/// <param name="Key">The text of its key; of one kind within a collection, so the text alone tells rows apart.</param>
/// <param name="Body">The whole entity.</param>
internal sealed record CollectionRow(string Key, RawJson Body);
