/** What a local store keeps of one subscription: what the server said, up to which position, and for whom. Never changes. */
export interface SyncCacheEntry {
  /** The application's schema version when it was stored. */
  readonly schemaVersion: string;
  /** Whom the server said it to; null for nobody in particular. */
  readonly user: string | null;
  /** The position that `content` is complete to; what is missing since is asked for from here. */
  readonly version: { readonly epoch: string; readonly seq: number };
  /** The data, in a form of the client's own that can be cloned structurally. */
  readonly content: unknown;
  /** When it was stored, in milliseconds since 1970. */
  readonly storedAt: number;
}

/**
 * Where a client keeps what the server last said, so that the next start has something to show before the connection is there.
 * Several clients, also of several tabs, may share a store; each makes one call after the other, and waits for none to show what
 * the server says. A store that is slow or rejects costs its own benefit only.
 *
 * A call that has settled is over: what was given up because of its `signal` must not be written afterwards.
 */
export interface SyncCacheStore {
  /** Finds the entry that was set last; undefined where there is none, it was evicted, or it cannot be read any more. */
  get(key: string, signal?: AbortSignal): Promise<SyncCacheEntry | undefined>;
  /** Keeps an entry in place of the one before. The store may evict it, or others for it, whenever it likes. */
  set(key: string, entry: SyncCacheEntry, signal?: AbortSignal): Promise<void>;
  /** Removes an entry, if it is there. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
  /** Removes every entry, whoever set it. */
  clear(signal?: AbortSignal): Promise<void>;
}
