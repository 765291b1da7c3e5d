using SyncHub.Json;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>A page as it stands: its rows, and what its edits look like on the wire. What is rendered is rendered once.</summary>
/// <param name="find">A row of the page.</param>
/// <param name="rows">All of them, in order.</param>
/// <param name="view">How much of each row is shown; null for all.</param>
internal sealed class CollectionPage<T>(Func<SyncKey, Row<T>> find, Func<IReadOnlyList<Row<T>>> rows, RowView? view) : IRowSizes
    where T : class
{
    private readonly Dictionary<SyncKey, RawJson> _changes = [];
    private readonly Dictionary<SyncKey, RawJson>? _shown = view is null ? null : [];

    /// <summary>The rows, in order.</summary>
    public IReadOnlyList<Row<T>> Rows => field ??= rows();

    public RawJson BodyOf(SyncKey key)
    {
        if (_shown is null)
        {
            return find(key).Body;
        }

        if (!_shown.TryGetValue(key, out var body))
        {
            _shown[key] = body = view!.Of(find(key).Body);
        }

        return body;
    }

    public RawJson ChangeOf(SyncKey key, ChangedProperties changed)
    {
        if (!_changes.TryGetValue(key, out var change))
        {
            _changes[key] = change = JsonObjects.Pick(BodyOf(key), changed.Names);
        }

        return change;
    }

    /// <summary>The page as a JSON array.</summary>
    public RawJson ToJson() => JsonArrays.Of(Rows, row => BodyOf(row.Key));

    int IRowSizes.Body(SyncKey key) => BodyOf(key).Utf8.Length;

    int IRowSizes.Change(SyncKey key, ChangedProperties changed) => ChangeOf(key, changed).Utf8.Length;
}
