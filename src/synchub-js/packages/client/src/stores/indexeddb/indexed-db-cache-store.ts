import { approximateSize } from '../approximate-size.js';
import { checkBound } from '../cache-bounds.js';
import type { CacheBounds } from '../cache-bounds.js';
import type { SyncCacheEntry, SyncCacheStore } from '../sync-cache-store.js';
import { CacheConnection } from './cache-connection.js';
import { findEntry, makeRoom, putEntry, removeEntries, removeEntry } from './cache-entries.js';
import { isOutOfRoom } from './database-errors.js';
import type { IndexedDbCacheStoreOptions } from './indexed-db-cache-store-options.js';

/**
 * A store in the browser's IndexedDB, shared by the tabs of one origin: what a page shows before its connection is there. Beyond its
 * bounds, the entries that were set or found the longest ago go first. Nothing is opened before the first call.
 *
 * - Where there is no IndexedDB (a server that renders, some private windows) the store finds nothing and keeps nothing, and
 *   `isAvailable` is false. Where IndexedDB is there and the database cannot be opened, each call rejects with the reason.
 * - When another tab deletes or upgrades the database, or the browser closes it, the next call opens it again.
 * - When the disk or the site's quota is full, half of the entries go and the write is tried once more; then that entry is not kept.
 */
export class IndexedDbCacheStore implements SyncCacheStore {
  /** Whether this environment has IndexedDB at all. */
  readonly isAvailable: boolean = typeof indexedDB !== 'undefined';
  readonly #bounds: CacheBounds;
  readonly #connection: CacheConnection;

  /**
   * Makes a store; opens nothing.
   * @throws RangeError A bound is below 1.
   */
  constructor(options: IndexedDbCacheStoreOptions = {}) {
    this.#bounds = {
      maxEntries: checkBound('IndexedDbCacheStore', 'maxEntries', options.maxEntries ?? 1_000),
      maxBytes: checkBound('IndexedDbCacheStore', 'maxBytes', options.maxBytes ?? 64 * 1024 * 1024),
    };
    this.#connection = new CacheConnection(options.database ?? 'synchub-cache');
  }

  async get(key: string, signal?: AbortSignal): Promise<SyncCacheEntry | undefined> {
    signal?.throwIfAborted();
    return this.isAvailable ? this.#connection.run(transaction => findEntry(transaction, key), signal) : undefined;
  }

  async set(key: string, entry: SyncCacheEntry, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const bytes = 2 * key.length + approximateSize(entry.content);
    if (bytes > this.#bounds.maxBytes) {
      await this.remove(key, signal);
    } else if (this.isAvailable) {
      await this.#put(key, entry, bytes, signal);
    }
  }

  async remove(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.isAvailable) {
      await this.#connection.run(transaction => removeEntry(transaction, key), signal);
    }
  }

  async clear(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.isAvailable) {
      await this.#connection.run(removeEntries, signal);
    }
  }

  /** Closes the connection to the database, after what is under way. A later call opens it again. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #put(key: string, entry: SyncCacheEntry, bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const put = (): Promise<void> => this.#connection.run(transaction => putEntry(transaction, key, entry, bytes, this.#bounds), signal);
    try {
      await put();
    } catch (error) {
      if (!isOutOfRoom(error)) {
        throw error;
      }

      await this.#connection.run(transaction => makeRoom(transaction, bytes), signal);
      try {
        await put();
      } catch (again) {
        if (!isOutOfRoom(again)) {
          throw again;
        }

        // What is there of this key is older than what the caller believes to be there.
        await this.remove(key, signal);
      }
    }
  }
}
