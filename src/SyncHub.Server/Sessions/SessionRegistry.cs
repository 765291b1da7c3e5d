using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using SyncHub.Protocol;

namespace SyncHub.Server.Sessions;

/// <summary>Opens sessions and knows those that are open.</summary>
internal sealed class SessionRegistry
{
    private static readonly TimeSpan FullRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StoppingRetry = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Session> _open = new(StringComparer.Ordinal);
    private readonly SessionServer _server;
    private readonly SessionServices _services;
    private readonly UserConnections _users;
    private readonly SignIn _signIn;
    private readonly IHostApplicationLifetime _lifetime;
    private int _count;

    public SessionRegistry(SessionServer server, SessionServices services, UserConnections users, SignIn signIn, IHostApplicationLifetime lifetime)
    {
        _server = server;
        _services = services;
        _users = users;
        _signIn = signIn;
        _lifetime = lifetime;
        services.Metrics.ObserveOutboxes(() => _open.Values.Sum(session => session.Member.Outbox.QueuedBytes));
    }

    public ICollection<Session> Sessions => _open.Values;

    /// <summary>Whether this node serves the connection.</summary>
    public bool Has(string connectionId) => _open.ContainsKey(connectionId);

    public Session? Find(string connectionId) => _open.GetValueOrDefault(connectionId);

    public Session Open(HubConnectionContext connection)
    {
        var session = new Session(connection, _server, _services);
        _open[session.ConnectionId] = session;
        Interlocked.Increment(ref _count);
        _services.Metrics.SessionOpened();
        return session;
    }

    /// <summary>The session can be spoken to: it is admitted, or told that there are too many, or that the server stops.</summary>
    public void Admit(Session session)
    {
        if (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // SignalR closes those that were there; one that came after that would hold the server until its patience ends.
            session.Refuse();
            _services.Terminator.Close(session, new Closing { Code = Closing.ServerStopping, Reconnect = true, AfterMs = (int)StoppingRetry.TotalMilliseconds });
            return;
        }

        var limit = Volatile.Read(ref _count) > _services.Limits.Connections ? "connections"
            : !_users.TryMove(session, session.Identity.Principal.FindUserId()) ? "connections-per-user"
            : null;
        if (limit is null)
        {
            _signIn.Watch(session);
            return;
        }

        _services.Reports.Refused(limit, session.ConnectionId, isFirst: true);
        session.Refuse();
        _services.Terminator.Close(session, new Closing { Code = SyncErrorCodes.LimitExceeded, Reconnect = true, AfterMs = (int)FullRetry.TotalMilliseconds });
    }

    public void Close(Session session)
    {
        // In this order: one that is open may still become somebody.
        session.Close();
        _users.Remove(session);
        if (_open.TryRemove(session.ConnectionId, out _))
        {
            Interlocked.Decrement(ref _count);
            _services.Metrics.SessionClosed();
        }
    }
}
