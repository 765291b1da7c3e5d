import type { SyncCacheStore } from './sync-cache-store.js';

/** How a client uses a local store. Times are milliseconds. */
export interface SyncCacheOptions {
  /** Where entities and collections are kept from one start to the next. Resolvers' rows are not kept. */
  readonly store: SyncCacheStore;

  /** Of the application's entity types. Give another one whenever their JSON changes; what was stored under the one before is dropped. Default: '1'. */
  readonly schemaVersion?: string;

  /**
   * Says who uses the application now, an id say; null for nobody. Whatever was stored for somebody else is dropped, never shown, and when the
   * answer changes, the store is cleared. Asked at each subscribe, before and after each connect and sign-in, and before what was found is shown:
   * answer at once, from memory. While it throws, nothing is shown from the store or stored. Default: everybody may see what is stored. Needed
   * beside `accessTokenFactory` and `secretFactory`; give it as well where a cookie tells the server who connects.
   */
  readonly user?: () => string | null;

  /** Tells servers apart that clients with one store connect to. Default: the URL without its query, and nothing with a `connection`. */
  readonly serverName?: string;

  /** How old an entry may be that is shown; older ones are dropped. Default: 30 days. */
  readonly maxAge?: number;

  /** How long changes are gathered before they are stored. Default: 500. They are stored at once when a subscription is suspended and when the client is disposed of. */
  readonly saveDelay?: number;

  /** How long one call of the store may take before it is aborted, and `dispose()` waits for the last ones together. Default: 5,000. */
  readonly storeTimeout?: number;
}
