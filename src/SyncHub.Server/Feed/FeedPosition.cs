using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>Where a feed stands; replaced whole, so that readers on other threads never see half of it.</summary>
/// <param name="Head">The last change that the feed has processed.</param>
/// <param name="WireEpoch">The epoch as clients see it: the log's incarnation and the model's schema.</param>
internal sealed record FeedPosition(LogHead Head, string WireEpoch)
{
    public long Seq => Head.Seq;

    /// <summary>A position of a model as clients see it who may see everything.</summary>
    public static FeedPosition Of(SyncModel model, LogHead head) => new(head, $"{head.Epoch}.{model.SchemaHash}");

    public SyncVersion Version => new(Head.Seq, WireEpoch, Head.Timestamp);
}
