using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Server.Log;

namespace SyncHub.Server.Authorization;

/// <summary>What a principal gets of a model: which rows, and how much of each. Principals of equal scopes share everything.</summary>
internal class AccessScope
{
    // The epoch of this scope that was made last, and of what. Two threads may both make it, and either result will do.
    private Stamped? _stamped;

    /// <param name="key">Tells the scope from others of the same model, on every node and after a restart; empty for the scope of those who get everything.</param>
    protected internal AccessScope(string key) => Key = key;

    /// <summary>The scope of those who get everything.</summary>
    public static AccessScope Everything { get; } = new("");

    /// <summary>What tells the scope from others of the same model.</summary>
    public string Key { get; }

    /// <summary>How much of each row; null for all.</summary>
    public virtual RowView? View => null;

    /// <summary>Whether a change's rows may be seen. Where it is not certain what was before, they may have been shown it: what is gone is to go.</summary>
    public virtual RowSight Judge(LogEntry entry) => new(entry.IsWhole || entry.Change.Kind != ChangeKind.Add, entry.Change.Kind != ChangeKind.Remove);

    /// <summary>Whether a row may be seen.</summary>
    public virtual bool Allows(SyncKey key, RawJson body) => true;

    /// <summary>The query as far as its rows may be seen, or why it may not be asked.</summary>
    /// <exception cref="SyncException">The query names what may not be seen.</exception>
    public virtual Query Restrict(Query query) => query;

    /// <summary>A row as far as it may be seen; null where it may not, or where there is none.</summary>
    public RawJson Show(SyncKey key, RawJson body) => body.IsAbsent || body.IsNull || !Allows(key, body) ? RawJson.Null : View?.Of(body) ?? body;

    /// <summary>
    /// A version as those of this scope see it: positions of different scopes cannot be compared. The epoch is a hash, no longer than that of those
    /// who see everything: it is in every push.
    /// </summary>
    public SyncVersion Stamp(SyncVersion version)
    {
        if (Key.Length == 0)
        {
            return version;
        }

        var stamped = _stamped;
        if (stamped?.Of != version.Epoch)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{version.Epoch}\n{Key}"));
            _stamped = stamped = new Stamped(version.Epoch, Base64Url.EncodeToString(hash.AsSpan(0, 9)));
        }

        return version with { Epoch = stamped.Epoch };
    }

    private sealed record Stamped(string Of, string Epoch);
}
