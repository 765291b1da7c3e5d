/** One subscription's content in a local store. */
export interface SyncCacheEntry {
  readonly schemaVersion: string;
  readonly user: string | null;
  readonly version: { readonly epoch: string; readonly seq: number };
  readonly content: unknown /* structured-cloneable, of the client's own form */;
  readonly storedAt: number /* ms since 1970 */;
}

/** Keeps entries from one start of the application to the next. */
export interface SyncCacheStore {
  get(key: string, signal?: AbortSignal): Promise<SyncCacheEntry | undefined>;
  set(key: string, entry: SyncCacheEntry, signal?: AbortSignal): Promise<void>;
  remove(key: string, signal?: AbortSignal): Promise<void>;
  clear(signal?: AbortSignal): Promise<void>;
}
