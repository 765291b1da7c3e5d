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
    private readonly Dictionary<string, RowImage> _images = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RowImage> ByKey => _images;

    /// <summary>Takes what a subscription says about rows, unless something newer is known.</summary>
    /// <returns>Whether a row was known from this subscription, which holds it no more: others may still.</returns>
    public bool Note(SubscriptionKey subscription, SubscriptionContent content, IReadOnlyCollection<string> keys)
    {
        switch (content)
        {
            case EntityContent entity when subscription is EntityKey { Key.Text: var key } && keys.Contains(key):
                Put(key, new RowImage(entity.Body, entity.Version, subscription));
                break;
            case CollectionContent collection:
                foreach (var row in collection.Rows)
                {
                    if (keys.Contains(row.Key))
                    {
                        Put(row.Key, new RowImage(row.Body, collection.Version, subscription));
                    }
                }

                return Lose(subscription, collection);
        }

        return false;
    }

    /// <summary>Forgets all rows but these.</summary>
    public void Keep(IReadOnlyCollection<string> keys)
    {
        foreach (var key in _images.Keys.Where(key => !keys.Contains(key)).ToList())
        {
            _images.Remove(key);
        }
    }

    private void Put(string key, RowImage image)
    {
        if (!_images.TryGetValue(key, out var known) || known.YieldsTo(image.Version))
        {
            _images[key] = image;
        }
    }

    private bool Lose(SubscriptionKey subscription, CollectionContent content)
    {
        var isLoss = false;
        foreach (var (key, image) in _images)
        {
            if (!image.IsLost && image.Source.Equals(subscription) && !content.Rows.Any(row => row.Key == key))
            {
                _images[key] = image with { IsLost = true };
                isLoss = true;
            }
        }

        return isLoss;
    }
}
