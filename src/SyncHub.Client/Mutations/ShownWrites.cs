using System.Collections.Frozen;

namespace SyncHub.Client.Mutations;

/// <summary>What lies over the rows of one model, as one subscription has to see it.</summary>
/// <param name="Writes">Writes that the server's content does not contain, the oldest first.</param>
/// <param name="Images">The rows that are written to as they were known last, by key.</param>
/// <param name="Failed">The keys of rows whose last write came to nothing.</param>
internal sealed record ShownWrites(IReadOnlyList<RowWrite> Writes, IReadOnlyDictionary<string, RowImage> Images, IReadOnlySet<string> Failed)
{
    public static ShownWrites None { get; } = new([], FrozenDictionary<string, RowImage>.Empty, FrozenSet<string>.Empty);

    public bool IsEmpty => Writes.Count == 0 && Failed.Count == 0;
}
