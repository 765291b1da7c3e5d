using SyncHub.Protocol;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>The groups that were pushed parts of something that belongs together, until they are told that they have it all. Owned by the feed's loop.</summary>
internal sealed class FeedCommits(SyncModel model, IFeedSink sink)
{
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    public bool IsEmpty => _groups.Count == 0;

    public void Add(SubscriptionGroup group) => _groups.Add(group.Id);

    public void Clear() => _groups.Clear();

    /// <summary>Tells the position to all of them; only to be called while nothing up to there is held back.</summary>
    public ValueTask TellAsync(FeedPosition position)
    {
        string[] groups = [.. _groups];
        _groups.Clear();
        return sink.PositionAsync(groups, new Position { Positions = [new ModelPosition { Model = model.Name, Version = position.Version }] });
    }
}
