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
    /// <param name="key">Tells the scope from others of the same model, on every node and after a restart; empty for the scope of those who get everything.</param>
    protected internal AccessScope(string key)
    {
        Key = key;
        EpochSuffix = key.Length == 0 ? "" : $".{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 9))}";
    }

    /// <summary>The scope of those who get everything.</summary>
    public static AccessScope Everything { get; } = new("");

    /// <summary>What tells the scope from others of the same model.</summary>
    public string Key { get; }

    /// <summary>The scope's part of the wire epoch: positions of different scopes cannot be compared.</summary>
    public string EpochSuffix { get; }

    /// <summary>How much of each row; null for all.</summary>
    public virtual RowView? View => null;

    /// <summary>Whether a change's rows may be seen.</summary>
    public virtual RowSight Judge(LogEntry entry) => new(entry.Change.Kind != ChangeKind.Add, entry.Change.Kind != ChangeKind.Remove);

    /// <summary>Whether a row may be seen.</summary>
    public virtual bool Allows(SyncKey key, RawJson body) => true;

    /// <summary>The query as far as its rows may be seen, or why it may not be asked.</summary>
    /// <exception cref="SyncException">The query names what may not be seen.</exception>
    public virtual Query Restrict(Query query) => query;

    /// <summary>A row as far as it may be seen; null where it may not, or where there is none.</summary>
    public RawJson Show(SyncKey key, RawJson body) => body.IsAbsent || body.IsNull || !Allows(key, body) ? RawJson.Null : View?.Of(body) ?? body;

    /// <summary>A version as those of this scope see it.</summary>
    public SyncVersion Stamp(SyncVersion version) => EpochSuffix.Length == 0 ? version : version with { Epoch = version.Epoch + EpochSuffix };
}
