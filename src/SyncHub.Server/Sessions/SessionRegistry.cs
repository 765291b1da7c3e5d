using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Sessions;

/// <summary>Opens sessions and knows those that are open.</summary>
internal sealed class SessionRegistry(EntitySubscriber subscriber, SessionServices services)
{
    private readonly ConcurrentDictionary<string, Session> _open = new(StringComparer.Ordinal);

    public ICollection<Session> Sessions => _open.Values;

    public Session Open(HubConnectionContext connection)
    {
        var session = new Session(connection, subscriber, services);
        _open[session.ConnectionId] = session;
        return session;
    }

    public void Close(Session session)
    {
        _open.TryRemove(session.ConnectionId, out _);
        session.Close();
    }
}
