import type { SyncCacheEntry } from '../sync-cache-store.js';

/** Whether what was found is an entry: the database is open to every script of the origin. */
export function isCacheEntry(value: unknown): value is SyncCacheEntry {
  if (!isObject(value) || !isObject(value.version)) {
    return false;
  }

  const { schemaVersion, user, version, storedAt } = value;
  return (
    typeof schemaVersion === 'string' &&
    (user === null || typeof user === 'string') &&
    typeof version.epoch === 'string' &&
    typeof version.seq === 'number' &&
    typeof storedAt === 'number' &&
    'content' in value
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
