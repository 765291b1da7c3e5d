import { approximateSize } from './approximate-size.js';
import { checkBound } from './cache-bounds.js';
import type { CacheBounds } from './cache-bounds.js';
import type { MemoryCacheStoreOptions } from './memory-cache-store-options.js';
import type { SyncCacheEntry, SyncCacheStore } from './sync-cache-store.js';

interface Slot {
  readonly entry: SyncCacheEntry;
  readonly bytes: number;
  readonly setAt: number;
}

/**
 * A store in this page's memory: for clients that come and go within one. Beyond its bounds, the entries that were set or found the
 * longest ago go first. It holds on to entries and does not copy them.
 */
export class MemoryCacheStore implements SyncCacheStore {
  readonly #bounds: CacheBounds;
  readonly #maxAge: number;
  readonly #clock: { now(): number };

  // A map keeps the order in which keys were added: here by last use, there by when they were set, the oldest first.
  readonly #slots = new Map<string, Slot>();
  readonly #byAge = new Map<string, Slot>();
  #bytes = 0;

  /**
   * Makes an empty store.
   * @throws RangeError A bound is below 1.
   */
  constructor(options: MemoryCacheStoreOptions = {}) {
    this.#bounds = {
      maxEntries: checkBound('MemoryCacheStore', 'maxEntries', options.maxEntries ?? 10_000),
      maxBytes: checkBound('MemoryCacheStore', 'maxBytes', options.maxBytes ?? 64 * 1024 * 1024),
    };
    this.#maxAge = checkBound('MemoryCacheStore', 'maxAge', options.maxAge ?? Infinity);
    this.#clock = options.clock ?? Date;
  }

  async get(key: string, signal?: AbortSignal): Promise<SyncCacheEntry | undefined> {
    signal?.throwIfAborted();
    this.#evictOld();
    const slot = this.#slots.get(key);
    if (slot) {
      this.#slots.delete(key);
      this.#slots.set(key, slot);
    }

    return slot?.entry;
  }

  async set(key: string, entry: SyncCacheEntry, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#evictOld();
    this.#remove(key);
    const slot: Slot = { entry, bytes: 2 * key.length + approximateSize(entry.content), setAt: this.#clock.now() };
    if (slot.bytes > this.#bounds.maxBytes) {
      return;
    }

    this.#slots.set(key, slot);
    this.#byAge.set(key, slot);
    this.#bytes += slot.bytes;
    for (const least of this.#slots.keys()) {
      if (this.#slots.size <= this.#bounds.maxEntries && this.#bytes <= this.#bounds.maxBytes) {
        break;
      }

      this.#remove(least);
    }
  }

  async remove(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#remove(key);
  }

  async clear(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#slots.clear();
    this.#byAge.clear();
    this.#bytes = 0;
  }

  #evictOld(): void {
    const now = this.#clock.now();
    for (const [key, slot] of this.#byAge) {
      if (now - slot.setAt <= this.#maxAge) {
        break;
      }

      this.#remove(key);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#slots.get(key)?.bytes ?? 0;
    this.#slots.delete(key);
    this.#byAge.delete(key);
  }
}
