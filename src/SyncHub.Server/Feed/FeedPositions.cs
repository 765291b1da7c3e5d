using System.Security.Cryptography;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>
/// Who follows a model at all, and how far they have been told that they are complete: in the epoch of their scope. Owned by the feed's loop.
/// </summary>
internal sealed class FeedPositions(SyncModel model, IFeedSink sink)
{
    private readonly Dictionary<string, Followers> _scopes = new(StringComparer.Ordinal);

    public async ValueTask AddAsync(Session session, AccessScope scope)
    {
        if (!_scopes.TryGetValue(scope.Key, out var followers))
        {
            _scopes.Add(scope.Key, followers = new Followers(scope, $"positions:{model.Name}:{RandomNumberGenerator.GetHexString(16)}"));
        }

        var count = followers.Sessions.GetValueOrDefault(session);
        followers.Sessions[session] = count + 1;
        if (count == 0)
        {
            await sink.JoinAsync(session, followers.Group).ConfigureAwait(false);
        }
    }

    public async ValueTask RemoveAsync(Session session, AccessScope scope)
    {
        if (!_scopes.TryGetValue(scope.Key, out var followers) || !followers.Sessions.TryGetValue(session, out var count))
        {
            return;
        }

        if (count > 1)
        {
            followers.Sessions[session] = count - 1;
            return;
        }

        Forget(session, followers);
        await sink.LeaveAsync(session, followers.Group, done: null).ConfigureAwait(false);
    }

    /// <summary>Forgets a session that has ended; the fan-out lets it go by itself.</summary>
    public void Forget(Session session, AccessScope scope)
    {
        if (_scopes.TryGetValue(scope.Key, out var followers))
        {
            Forget(session, followers);
        }
    }

    /// <summary>Tells all followers the position, if it has moved since the last time; never past what is held back.</summary>
    public async ValueTask TellAsync(FeedPosition position, long? oldestHeldSeq)
    {
        var version = position.Version;
        if (oldestHeldSeq is { } held)
        {
            version = version with { Seq = held - 1 };
        }

        foreach (var followers in _scopes.Values)
        {
            if (version.Epoch != followers.Told.Epoch || version.Seq > followers.Told.Seq)
            {
                followers.Told = version;
                var told = new Position { Positions = [new ModelPosition { Model = model.Name, Version = followers.Scope.Stamp(version) }] };
                await sink.PositionAsync([followers.Group], told).ConfigureAwait(false);
            }
        }
    }

    private void Forget(Session session, Followers followers)
    {
        if (followers.Sessions.Remove(session) && followers.Sessions.Count == 0)
        {
            _scopes.Remove(followers.Scope.Key);
        }
    }

    private sealed class Followers(AccessScope scope, string group)
    {
        public AccessScope Scope => scope;

        public string Group => group;

        /// <summary>How many groups of the scope each session is in.</summary>
        public Dictionary<Session, int> Sessions { get; } = [];

        public SyncVersion Told { get; set; }
    }
}
