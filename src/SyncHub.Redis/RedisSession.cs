using SyncHub.Redis.Connection;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Redis;

/// <summary>A session on a connection, and the server that was found on it.</summary>
internal sealed class RedisSession(RedisLink link, string epoch, string run) : LogSession(epoch)
{
    public RedisLink Link => link;

    public string Run => run;
}
