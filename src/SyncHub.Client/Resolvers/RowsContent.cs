using System.Collections.Immutable;
using SyncHub.Client.Subscriptions;
using SyncHub.Protocol;

namespace SyncHub.Client.Resolvers;

/// <summary>What is known of a resolver's rows. Rows that say the same as before stay the same array.</summary>
internal sealed record RowsContent(ImmutableArray<ResolverRow> Rows, SyncVersion Version) : SubscriptionContent(Version)
{
    public bool Equals(RowsContent? other) =>
        other is not null && Version == other.Version && Rows.AsSpan().SequenceEqual(other.Rows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Version, Rows.Length);
}
