using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Json;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>What the database said of rows.</summary>
internal sealed class RowsReadBack
{
    private readonly Dictionary<TrackedModel, Dictionary<SyncKey, RawJson>> _rows = [];
    private readonly RowKeys _unreadable = new();

    public void Add(TrackedModel model, IReadOnlyDictionary<SyncKey, RawJson> rows)
    {
        if (!_rows.TryGetValue(model, out var known))
        {
            _rows.Add(model, known = []);
        }

        foreach (var (key, body) in rows)
        {
            known[key] = body;
        }
    }

    public void AddUnreadable(TrackedModel model, SyncKey key) => _unreadable.Add(model, key);

    /// <summary>A row's body, absent where there is no row; false where it cannot be told.</summary>
    public bool TryGet(TrackedModel model, SyncKey key, out RawJson body)
    {
        body = default;
        if (_unreadable.Contains(model, key))
        {
            return false;
        }

        if (_rows.TryGetValue(model, out var rows))
        {
            rows.TryGetValue(key, out body);
        }

        return true;
    }
}
