using SyncHub.Client.Collections;
using SyncHub.Client.Entities;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>
/// The last known bodies of the rows of one model that are written to, from whichever subscription holds them: a row that a write takes into
/// another list is known there only so. The loop's alone.
/// </summary>
internal sealed class RowImages
{
    private readonly Dictionary<string, RawJson> _bodies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SyncVersion> _versions = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RawJson> Bodies => _bodies;

    /// <summary>Takes what a subscription says about rows, unless something newer is known.</summary>
    public void Note(SubscriptionKey subscription, SubscriptionContent content, IReadOnlyCollection<string> keys)
    {
        switch (content)
        {
            case EntityContent entity when subscription is EntityKey { Key.Text: var key } && keys.Contains(key):
                Put(key, entity.Body, entity.Version);
                break;
            case CollectionContent collection:
                foreach (var row in collection.Rows)
                {
                    if (keys.Contains(row.Key))
                    {
                        Put(row.Key, row.Body, collection.Version);
                    }
                }

                break;
        }
    }

    /// <summary>Forgets all rows but these.</summary>
    public void Keep(IReadOnlyCollection<string> keys)
    {
        foreach (var key in _bodies.Keys.Where(key => !keys.Contains(key)).ToList())
        {
            _bodies.Remove(key);
            _versions.Remove(key);
        }
    }

    private void Put(string key, RawJson body, SyncVersion version)
    {
        if (!_versions.TryGetValue(key, out var known) || known.Epoch != version.Epoch || known.Seq <= version.Seq)
        {
            _bodies[key] = body;
            _versions[key] = version;
        }
    }
}
