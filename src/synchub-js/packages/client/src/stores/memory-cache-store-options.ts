/** What a {@link MemoryCacheStore} holds at most. */
export interface MemoryCacheStoreOptions {
  /** How many entries. Default: 10,000; at least 1. */
  readonly maxEntries?: number;
  /** About how many bytes of keys and contents. Default: 64 MiB; at least 1. An entry that alone is larger is not kept. */
  readonly maxBytes?: number;
  /** How long after it was set an entry is kept, in milliseconds. Default: Infinity; the client has a limit of its own. */
  readonly maxAge?: number;
  /** The clock for `maxAge`. Default: the system's. */
  readonly clock?: { now(): number };
}
