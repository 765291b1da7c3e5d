using System.Security.Cryptography;
using SyncHub.Protocol;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Who follows a model at all, and how far they have been told that they are complete. Owned by the feed's loop.</summary>
internal sealed class FeedPositions(SyncModel model, IFeedSink sink)
{
    private readonly Dictionary<Session, int> _followers = [];
    private readonly string _group = $"positions:{model.Name}:{RandomNumberGenerator.GetHexString(16)}";
    private SyncVersion _told;

    public async ValueTask AddAsync(Session session)
    {
        var count = _followers.GetValueOrDefault(session);
        _followers[session] = count + 1;
        if (count == 0)
        {
            await sink.JoinAsync(session, _group).ConfigureAwait(false);
        }
    }

    public async ValueTask RemoveAsync(Session session)
    {
        var count = _followers.GetValueOrDefault(session);
        if (count > 1)
        {
            _followers[session] = count - 1;
        }
        else if (_followers.Remove(session))
        {
            await sink.LeaveAsync(session, _group, done: null).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets a session that has ended; the fan-out lets it go by itself.</summary>
    public void Forget(Session session) => _followers.Remove(session);

    /// <summary>Tells all followers the position, if it has moved since the last time; never past what is held back.</summary>
    public async ValueTask TellAsync(FeedPosition position, long? oldestHeldSeq)
    {
        var version = position.Version;
        if (oldestHeldSeq is { } held)
        {
            version = version with { Seq = held - 1 };
        }

        if (_followers.Count == 0 || (version.Epoch == _told.Epoch && version.Seq <= _told.Seq))
        {
            return;
        }

        _told = version;
        await sink.PositionAsync([_group], new Position { Positions = [new ModelPosition { Model = model.Name, Version = version }] }).ConfigureAwait(false);
    }
}
