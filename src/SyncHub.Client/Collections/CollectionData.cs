using System.Collections.Immutable;
using SyncHub.Client.Collections;

namespace SyncHub.Client;

/// <summary>A live collection at one moment. Never changes; the next moment is another object, and what did not change in it the same entities.</summary>
/// <typeparam name="T">The entity's type.</typeparam>
public sealed class CollectionData<T>
    where T : class
{
    private readonly ImmutableArray<RowStatus> _statuses;

    internal CollectionData(ImmutableArray<T> rows, ImmutableArray<RowStatus> statuses, long? count, DataRevision revision, ImmutableArray<RowEdit<T>> edits)
    {
        _statuses = statuses;
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

    /// <summary>Whether the entity at an index of <see cref="Entries"/> is the server's own, or has local changes laid over it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public RowStatus StatusAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Rows.Length);
        return _statuses.IsDefault ? RowStatus.Settled : _statuses[index];
    }

    /// <summary>As <see cref="StatusAt"/>, for one of the <see cref="Entries"/>; Settled for any other object.</summary>
    public RowStatus StatusOf(T entity)
    {
        for (var index = 0; !_statuses.IsDefault && index < Rows.Length; index++)
        {
            if (ReferenceEquals(Rows[index], entity))
            {
                return _statuses[index];
            }
        }

        return RowStatus.Settled;
    }

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
