namespace SyncHub.Client;

/// <summary>How a client uses a local store, see <see cref="SyncClientOptions.Cache"/>.</summary>
public sealed class SyncCacheOptions
{
    /// <summary>
    /// Where entities and collections are kept from one start to the next, a <see cref="MemoryCacheStore"/> say, or <c>SqliteCacheStore</c> of
    /// the package SyncHub.Client.Sqlite. Default: null, nowhere. Resolvers' rows are not kept. The application disposes of it, after the client.
    /// </summary>
    public ISyncCacheStore? Store { get; set; }

    /// <summary>Of the application's entity types. Give another one whenever their JSON is no longer read as before: what was stored under the one before is dropped. Default: "1".</summary>
    public string SchemaVersion { get; set; } = "1";

    /// <summary>
    /// Says who uses the application now, an id say; null for nobody. Whatever was stored for somebody else is dropped, never shown, and when
    /// the answer changes, the store is cleared. Asked at each subscribe, before and after each connect and sign-in, and before what was
    /// found is shown, on any thread: answer at once, from memory. While it throws, nothing is shown from the store or stored.
    /// Default: null, everybody may see what is stored. Needed beside <see cref="SyncClientOptions.AccessTokenFactory"/> and
    /// <see cref="SyncClientOptions.SecretFactory"/>; give it as well where a connection builder of the application's, or a cookie, tells the server who connects.
    /// </summary>
    public Func<string?>? User { get; set; }

    /// <summary>
    /// Tells servers apart that clients with one store connect to. Default: null, the URL without its query for a client made from a URL,
    /// and nothing for one made from a connection builder.
    /// </summary>
    public string? ServerName { get; set; }

    /// <summary>How old an entry may be that is shown; older ones are dropped. Default: 30 days.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long changes are gathered before they are stored. Default: 500 milliseconds. They are stored at once when a subscription is
    /// suspended, and when the client is disposed of.
    /// </summary>
    public TimeSpan SaveDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one call of the store may take before it is cancelled, and <see cref="SyncClient.DisposeAsync"/> waits for the last ones together. Default: 5 seconds.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
