using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>A page as it stands: its rows, and what its edits look like on the wire. What is rendered is rendered once.</summary>
internal sealed class CollectionPage<T>(Func<SyncKey, Row<T>> find, Func<IReadOnlyList<Row<T>>> rows) : IRowSizes
    where T : class
{
    private readonly Dictionary<SyncKey, RawJson> _changes = [];

    /// <summary>The rows, in order.</summary>
    public IReadOnlyList<Row<T>> Rows => field ??= rows();

    public RawJson BodyOf(SyncKey key) => find(key).Body;

    public RawJson ChangeOf(SyncKey key, ChangedProperties changed)
    {
        if (!_changes.TryGetValue(key, out var change))
        {
            _changes[key] = change = JsonObjects.Pick(BodyOf(key), changed.Names);
        }

        return change;
    }

    /// <summary>The page as a JSON array.</summary>
    public RawJson ToJson() => JsonArrays.Of(Rows, row => row.Body);

    int IRowSizes.Body(SyncKey key) => BodyOf(key).Utf8.Length;

    int IRowSizes.Change(SyncKey key, ChangedProperties changed) => ChangeOf(key, changed).Utf8.Length;
}
