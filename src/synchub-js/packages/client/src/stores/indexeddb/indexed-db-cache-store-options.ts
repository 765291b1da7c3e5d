/** Where an {@link IndexedDbCacheStore} keeps its entries, and how many. */
export interface IndexedDbCacheStoreOptions {
  /** The database's name. Default: "synchub-cache". It belongs to the store alone; tabs that name the same one share it. */
  readonly database?: string;
  /** How many entries. Default: 1,000; at least 1. */
  readonly maxEntries?: number;
  /** About how many bytes of keys and contents. Default: 64 MiB; at least 1. An entry that alone is larger is not kept. */
  readonly maxBytes?: number;
}
