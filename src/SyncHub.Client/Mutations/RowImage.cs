using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>A row as it was known last.</summary>
/// <param name="Body">Its body; JSON null where it did not exist.</param>
/// <param name="Version">Where the subscription stood that said so.</param>
/// <param name="Source">That subscription.</param>
/// <param name="IsLost">Whether it holds the row no more: the row has been removed, or is another one now.</param>
internal readonly record struct RowImage(RawJson Body, SyncVersion Version, SubscriptionKey Source, bool IsLost = false)
{
    /// <summary>Whether what a subscription says at a position is to take the place of this.</summary>
    public bool YieldsTo(SyncVersion version) => IsLost || Version.Epoch != version.Epoch || Version.Seq <= version.Seq;
}
