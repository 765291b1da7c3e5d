using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>Distinct rows, by model.</summary>
internal sealed class RowKeys
{
    private readonly Dictionary<TrackedModel, HashSet<SyncKey>> _keys = [];

    public bool IsEmpty => _keys.Count == 0;

    public IReadOnlyCollection<TrackedModel> Models => _keys.Keys;

    public IReadOnlySet<SyncKey> Of(TrackedModel model) => _keys[model];

    public bool Contains(TrackedModel model, SyncKey key) => _keys.TryGetValue(model, out var keys) && keys.Contains(key);

    /// <summary>Adds a row; false where it is there already.</summary>
    public bool Add(TrackedModel model, SyncKey key)
    {
        if (!_keys.TryGetValue(model, out var keys))
        {
            _keys.Add(model, keys = []);
        }

        return keys.Add(key);
    }

    public void Add(Publication publication)
    {
        foreach (var touch in publication.Touches)
        {
            Add(touch.Model, touch.Key);
        }
    }

    public void Add(RowKeys others)
    {
        foreach (var (model, keys) in others._keys)
        {
            foreach (var key in keys)
            {
                Add(model, key);
            }
        }
    }
}
