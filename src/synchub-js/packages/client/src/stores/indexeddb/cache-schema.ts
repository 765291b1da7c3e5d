import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import type { SyncCacheEntry } from '../sync-cache-store.js';

/** Raised with every change of the stores below. */
export const cacheSchemaVersion = 1;

/** The one key in `totals`. */
export const all = 'all';

/** When an entry was last used, counted in uses, and how large it is: apart from it, so that a use does not write its content anew. */
export interface Usage {
  readonly used: number;
  readonly bytes: number;
}

/** What all entries come to, and the latest use. */
export interface Totals {
  readonly entries: number;
  readonly bytes: number;
  readonly lastUse: number;
}

/** The stores of the database. They change together, in one transaction. */
export interface CacheSchema extends DBSchema {
  entries: { key: string; value: SyncCacheEntry };
  usage: { key: string; value: Usage; indexes: { used: number } };
  totals: { key: typeof all; value: Totals };
}

const storeNames = ['entries', 'usage', 'totals'] as const;

export type CacheDatabase = IDBPDatabase<CacheSchema>;
export type CacheTransaction = IDBPTransaction<CacheSchema, ['entries', 'usage', 'totals'], 'readwrite'>;

/** Makes the stores of a new database. */
export function createStores(database: CacheDatabase): void {
  database.createObjectStore('entries');
  database.createObjectStore('usage').createIndex('used', 'used');
  database.createObjectStore('totals');
}

/** Begins a transaction over all stores. What is lost in a power failure costs a snapshot: no write waits for the disk. */
export function begin(database: CacheDatabase): CacheTransaction {
  return database.transaction([...storeNames], 'readwrite', { durability: 'relaxed' }) as CacheTransaction;
}
