using SyncHub.Protocol;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>The groups that were pushed parts of something that belongs together, until they are told that they have it all. Owned by the feed's loop.</summary>
internal sealed class FeedCommits(SyncModel model, IFeedSink sink)
{
    private readonly HashSet<SubscriptionGroup> _groups = [];

    public bool IsEmpty => _groups.Count == 0;

    public void Add(SubscriptionGroup group) => _groups.Add(group);

    public void Clear() => _groups.Clear();

    /// <summary>Tells the position to all of them; only to be called while nothing up to there is held back.</summary>
    public async ValueTask TellAsync(FeedPosition position)
    {
        var groups = _groups.ToArray();
        _groups.Clear();
        foreach (var ofScope in groups.GroupBy(group => group.Scope.Key, StringComparer.Ordinal))
        {
            var version = ofScope.First().Scope.Stamp(position.Version);
            await sink.PositionAsync([.. ofScope.Select(group => group.Id)], new Position { Positions = [new ModelPosition { Model = model.Name, Version = version }] }).ConfigureAwait(false);
        }
    }
}
