using SyncHub.Protocol;
using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>Builds the pushes of an entity's group.</summary>
internal static class EntityPushes
{
    /// <param name="group">The group; its last push's seq becomes <c>prev</c>.</param>
    /// <param name="fold">What happened, as the group sees it.</param>
    /// <param name="wireEpoch">The epoch as those who see everything see it.</param>
    /// <param name="commit">The seq of the last change that belongs together with this one; null where it stands alone.</param>
    public static EntityPush Build(EntityGroup group, EntityFold fold, string wireEpoch, long? commit)
    {
        var version = group.Scope.Stamp(new SyncVersion(fold.Last.Seq, wireEpoch, fold.Last.Timestamp));
        return fold.Kind switch
        {
            ChangeKind.Add => new EntityAdded
            {
                SubscriptionId = group.Id,
                Entity = fold.Body,
                Version = version,
                Prev = group.Prev,
                MutationIds = fold.MutationIds,
                Commit = commit,
            },
            ChangeKind.Update => new EntityUpdated
            {
                SubscriptionId = group.Id,
                Id = group.Key,
                Change = fold.Delta,
                Version = version,
                Prev = group.Prev,
                MutationIds = fold.MutationIds,
                Commit = commit,
            },
            _ => new EntityRemoved
            {
                SubscriptionId = group.Id,
                Id = group.Key,
                Version = version,
                Prev = group.Prev,
                MutationIds = fold.MutationIds,
                Commit = commit,
            },
        };
    }
}
