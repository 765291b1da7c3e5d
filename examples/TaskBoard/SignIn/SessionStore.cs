using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TaskBoard.SignIn;

/// <summary>Who is signed in. In memory, so that a restart signs everybody out; tokens themselves are not kept. Safe for concurrent use.</summary>
internal sealed class SessionStore(TimeProvider time)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly Lock _gate = new();

    // Guarded by _gate. All sessions last equally long, so the oldest is the first to expire; some in the queue have been ended since.
    private readonly Dictionary<string, UserSession> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<UserSession> _oldestFirst = new();

    /// <summary>Signs somebody in. Beyond the capacity, the oldest session ends.</summary>
    public (string Token, UserSession Session) Start(string name, string role)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var session = new UserSession(IdOf(token), name, role, now + Lifetime);
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out var oldest) && (oldest.ExpiresAt <= now || _oldestFirst.Count >= Capacity))
            {
                _oldestFirst.Dequeue();
                _sessions.Remove(oldest.Id);
            }

            _oldestFirst.Enqueue(session);
            _sessions.Add(session.Id, session);
        }

        return (token, session);
    }

    /// <summary>The session that a token stands for; null where it stands for none, or for one that is over.</summary>
    public UserSession? Find(string token) => Get(IdOf(token));

    /// <summary>Whether a session is not over.</summary>
    public bool IsOpen(string id) => Get(id) is not null;

    /// <summary>Ends a session, if it is open.</summary>
    public void End(string id)
    {
        lock (_gate)
        {
            _sessions.Remove(id);
        }
    }

    private UserSession? Get(string id)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(id, out var session) && session.ExpiresAt > time.GetUtcNow() ? session : null;
        }
    }

    private static string IdOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
