using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace TaskBoard.SignIn;

/// <summary>
/// Who is signed in. A token is the session itself, encrypted with a key that all servers of one folder share, so it holds after a restart and on
/// another server. What is kept here is which sessions were ended on this server before their time; the others learn of that only when the
/// session expires. Safe for concurrent use.
/// </summary>
internal sealed class SessionStore
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly IDataProtector _protector;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, DateTimeOffset> _ended = new(StringComparer.Ordinal);

    /// <param name="protection">Where the key comes from. It is made now where there is none, before another server looks for it.</param>
    /// <param name="time">Tells when sessions are over.</param>
    public SessionStore(IDataProtectionProvider protection, TimeProvider time)
    {
        _protector = protection.CreateProtector("TaskBoard.Session");
        _protector.Protect(string.Empty);
        _time = time;
    }

    /// <summary>Signs somebody in.</summary>
    public (string Token, UserSession Session) Start(string name, string role)
    {
        var session = new UserSession(RandomNumberGenerator.GetHexString(16, lowercase: true), name, role, _time.GetUtcNow() + Lifetime);
        return (_protector.Protect(JsonSerializer.Serialize(session)), session);
    }

    /// <summary>The session that a token stands for; null where it stands for none, or for one that is over.</summary>
    public UserSession? Find(string token)
    {
        try
        {
            return JsonSerializer.Deserialize<UserSession>(_protector.Unprotect(token)) is { } session && IsOpen(session.Id, session.ExpiresAt) ? session : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether a session is not over.</summary>
    public bool IsOpen(string id, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            return expiresAt > _time.GetUtcNow() && !_ended.ContainsKey(id);
        }
    }

    /// <summary>Ends a session before its time.</summary>
    public void End(string id, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (other, end) in _ended)
            {
                if (end <= now)
                {
                    _ended.Remove(other);
                }
            }

            _ended[id] = expiresAt;
        }
    }
}
