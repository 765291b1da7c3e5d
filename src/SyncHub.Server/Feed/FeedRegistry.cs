using System.Diagnostics.CodeAnalysis;

namespace SyncHub.Server.Feed;

/// <summary>The feeds of a node, one per model.</summary>
internal sealed class FeedRegistry(IEnumerable<ModelFeed> feeds) : IAsyncDisposable
{
    private readonly Dictionary<string, ModelFeed> _feeds = feeds.ToDictionary(feed => feed.Model.Name, StringComparer.Ordinal);

    public bool TryGet(string model, [NotNullWhen(true)] out ModelFeed? feed) => _feeds.TryGetValue(model, out feed);

    public void Start()
    {
        foreach (var feed in _feeds.Values)
        {
            feed.Start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var feed in _feeds.Values)
        {
            await feed.DisposeAsync().ConfigureAwait(false);
        }
    }
}
