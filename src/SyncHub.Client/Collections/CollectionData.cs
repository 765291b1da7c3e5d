using System.Collections.Immutable;
using SyncHub.Client.Collections;

namespace SyncHub.Client;

/// <summary>A live collection at one moment. Never changes; the next moment is another object, and what did not change in it the same entities.</summary>
/// <typeparam name="T">The entity's type.</typeparam>
public sealed class CollectionData<T>
    where T : class
{
    internal CollectionData(ImmutableArray<T> rows, long? count, DataRevision revision, ImmutableArray<RowEdit<T>> edits)
    {
        Entries = rows;
        Count = count;
        Rows = rows;
        Revision = revision;
        Edits = edits;
    }

    /// <summary>The entities of the page, in order.</summary>
    public IReadOnlyList<T> Entries { get; }

    /// <summary>How many entities match without the page's bounds; null where the query asked for no count.</summary>
    public long? Count { get; }

    internal ImmutableArray<T> Rows { get; }

    internal DataRevision Revision { get; }

    /// <summary>What leads from the entities of the revision before to these; default where they came as a whole.</summary>
    internal ImmutableArray<RowEdit<T>> Edits { get; }

    /// <summary>Whether <see cref="Edits"/> lead here from there.</summary>
    internal bool Follows(CollectionData<T>? other) => other is not null && !Edits.IsDefault && Revision == other.Revision.Next;
}

/// <summary>Tells the data of one view apart: one more with each change.</summary>
internal readonly record struct DataRevision(object View, long Number)
{
    public DataRevision Next => this with { Number = Number + 1 };
}
