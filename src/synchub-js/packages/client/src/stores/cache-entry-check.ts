import type { SyncCacheEntry } from './sync-cache-store.js';

/** Whether an entry may be shown, as far as that can be told without reading its content. The store is the application's: anything may come out of it. */
export function mayShow(entry: SyncCacheEntry, schemaVersion: string, user: string | null, maxAge: number, now: number): boolean {
  const { version, storedAt } = entry;
  return entry.user === user
    && entry.schemaVersion === schemaVersion
    && typeof version?.epoch === 'string' && Number.isSafeInteger(version.seq) && version.seq >= 0
    // In both directions: an entry of a clock that went far ahead would otherwise never grow old.
    && Math.abs(now - storedAt) <= maxAge;
}
