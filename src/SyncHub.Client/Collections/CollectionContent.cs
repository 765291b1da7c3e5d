using System.Collections.Immutable;
using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Collections;

/// <summary>What is known of a collection: its rows in order, and how many there are without the page's bounds where that was asked for.</summary>
internal sealed record CollectionContent(ImmutableArray<CollectionRow> Rows, long? Total, string KeyName, SyncVersion Version)
    : SubscriptionContent(Version)
{
    /// <summary>One more with each change of rows or total.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>What leads from the rows of the revision before to these; default where they were put in place as a whole.</summary>
    public ImmutableArray<RowEdit<CollectionRow>> Edits { get; init; }

    /// <summary>By key, the rows that are not simply the server's.</summary>
    public ImmutableDictionary<string, RowStatus> Marks { get; init; } = ImmutableDictionary<string, RowStatus>.Empty;

    /// <summary>The content that follows on this one; the same revision where neither rows nor total are others.</summary>
    public CollectionContent Next(ImmutableArray<CollectionRow> rows, ImmutableArray<RowEdit<CollectionRow>> edits, long? total, SyncVersion version) =>
        edits is { IsDefault: false, IsEmpty: true } && total == Total
            ? this with { Version = version }
            : this with { Rows = rows, Edits = edits, Total = total, Version = version, Revision = Revision + 1 };

    public bool Equals(CollectionContent? other) =>
        other is not null && Version == other.Version && Total == other.Total && KeyName == other.KeyName && Revision == other.Revision
        && Rows.AsSpan().SequenceEqual(other.Rows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Version, Revision, Rows.Length);
}
