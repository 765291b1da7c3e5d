export { IndexedDbCacheStore } from './stores/indexeddb/indexed-db-cache-store.js';
export type { IndexedDbCacheStoreOptions } from './stores/indexeddb/indexed-db-cache-store-options.js';
