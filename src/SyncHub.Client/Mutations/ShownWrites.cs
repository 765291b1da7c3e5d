using System.Collections.Frozen;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>What lies over the rows of one model, as one subscription has to see it.</summary>
/// <param name="Writes">Writes that the server's content does not contain, the oldest first.</param>
/// <param name="Images">The last known bodies of the rows that are written to, by key; JSON null for one that does not exist.</param>
/// <param name="Failed">The keys of rows whose last write came to nothing.</param>
internal sealed record ShownWrites(IReadOnlyList<RowWrite> Writes, IReadOnlyDictionary<string, RawJson> Images, IReadOnlySet<string> Failed)
{
    public static ShownWrites None { get; } = new([], FrozenDictionary<string, RawJson>.Empty, FrozenSet<string>.Empty);

    public bool IsEmpty => Writes.Count == 0 && Failed.Count == 0;
}
