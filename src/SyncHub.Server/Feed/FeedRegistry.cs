using System.Diagnostics.CodeAnalysis;

namespace SyncHub.Server.Feed;

/// <summary>The feeds of a node, one per model or resolver.</summary>
internal sealed class FeedRegistry(IEnumerable<SyncFeed> feeds) : IAsyncDisposable
{
    private readonly Dictionary<string, SyncFeed> _feeds = feeds.ToDictionary(feed => feed.Name, StringComparer.Ordinal);

    public bool TryGet(string name, [NotNullWhen(true)] out SyncFeed? feed) => _feeds.TryGetValue(name, out feed);

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
