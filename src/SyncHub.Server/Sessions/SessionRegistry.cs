using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Sessions;

/// <summary>Opens sessions and knows those that are open.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, Session> _open = new(StringComparer.Ordinal);
    private readonly SessionServer _server;
    private readonly SessionServices _services;

    public SessionRegistry(SessionServer server, SessionServices services)
    {
        _server = server;
        _services = services;
        services.Metrics.ObserveOutboxes(() => _open.Values.Sum(session => session.Member.Outbox.QueuedBytes));
    }

    public ICollection<Session> Sessions => _open.Values;

    public Session Open(HubConnectionContext connection)
    {
        var session = new Session(connection, _server, _services);
        _open[session.ConnectionId] = session;
        return session;
    }

    public void Close(Session session)
    {
        _open.TryRemove(session.ConnectionId, out _);
        session.Close();
    }
}
