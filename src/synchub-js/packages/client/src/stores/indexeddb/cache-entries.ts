import type { CacheBounds } from '../cache-bounds.js';
import type { SyncCacheEntry } from '../sync-cache-store.js';
import { all } from './cache-schema.js';
import type { CacheTransaction, Totals } from './cache-schema.js';
import { isCacheEntry } from './is-cache-entry.js';

const nothing: Totals = { entries: 0, bytes: 0, lastUse: 0 };

/** Finds an entry, which is then the one used last. One that cannot be read goes. */
export async function findEntry(transaction: CacheTransaction, key: string): Promise<SyncCacheEntry | undefined> {
  const entry = await transaction.objectStore('entries').get(key);
  if (entry === undefined) {
    return undefined;
  }

  if (!isCacheEntry(entry)) {
    await removeEntry(transaction, key);
    return undefined;
  }

  const usage = await transaction.objectStore('usage').get(key);
  const totals = await readTotals(transaction);
  // Nothing is written for what was used last already.
  if (usage && usage.used < totals.lastUse) {
    await transaction.objectStore('usage').put({ ...usage, used: totals.lastUse + 1 }, key);
    await transaction.objectStore('totals').put({ ...totals, lastUse: totals.lastUse + 1 }, all);
  }

  return entry;
}

/** Puts an entry in the place of the one before, and evicts down to the bounds. */
export async function putEntry(transaction: CacheTransaction, key: string, entry: SyncCacheEntry, bytes: number, bounds: CacheBounds): Promise<void> {
  await removeEntry(transaction, key);
  const before = await readTotals(transaction);
  const totals: Totals = { entries: before.entries + 1, bytes: before.bytes + bytes, lastUse: before.lastUse + 1 };
  await transaction.objectStore('entries').put(entry, key);
  await transaction.objectStore('usage').put({ used: totals.lastUse, bytes }, key);
  await transaction.objectStore('totals').put(totals, all);
  await evictEntries(transaction, bounds);
}

/** Removes what was used the longest ago until the rest is within the bounds. */
export async function evictEntries(transaction: CacheTransaction, bounds: CacheBounds): Promise<void> {
  let totals = await readTotals(transaction);
  const isOver = (): boolean => totals.entries > bounds.maxEntries || totals.bytes > bounds.maxBytes;
  if (!isOver()) {
    return;
  }

  let cursor = await transaction.objectStore('usage').index('used').openCursor();
  while (cursor && isOver()) {
    totals = { ...totals, entries: totals.entries - 1, bytes: totals.bytes - cursor.value.bytes };
    await transaction.objectStore('entries').delete(cursor.primaryKey);
    await cursor.delete();
    cursor = await cursor.continue();
  }

  await transaction.objectStore('totals').put(totals, all);
}

/** Makes room: at least for `bytes` more, and for half of what there is, so that a full disk is not met at every write. */
export async function makeRoom(transaction: CacheTransaction, bytes: number): Promise<void> {
  const totals = await readTotals(transaction);
  await evictEntries(transaction, { maxEntries: Infinity, maxBytes: Math.min(totals.bytes / 2, totals.bytes - bytes) });
}

/** Removes an entry, if it is there. */
export async function removeEntry(transaction: CacheTransaction, key: string): Promise<void> {
  const usage = await transaction.objectStore('usage').get(key);
  if (usage) {
    const totals = await readTotals(transaction);
    await transaction.objectStore('entries').delete(key);
    await transaction.objectStore('usage').delete(key);
    await transaction.objectStore('totals').put({ ...totals, entries: totals.entries - 1, bytes: totals.bytes - usage.bytes }, all);
  }
}

/** Removes everything. */
export async function removeEntries(transaction: CacheTransaction): Promise<void> {
  await transaction.objectStore('entries').clear();
  await transaction.objectStore('usage').clear();
  await transaction.objectStore('totals').clear();
}

async function readTotals(transaction: CacheTransaction): Promise<Totals> {
  return (await transaction.objectStore('totals').get(all)) ?? nothing;
}
