export type { Clock } from './clock.js';
export type { Json, JsonObject } from './json/json.js';
export type { CollectionQuery, WireOrder } from './protocol/requests.js';
export type { SyncKey } from './protocol/sync-key.js';
export type { SyncVersion } from './protocol/sync-version.js';
export type { SyncCacheEntry, SyncCacheStore } from './stores/sync-cache-store.js';
export { SyncError } from './sync-error.js';
export type { SyncConnection, SyncConnectionFactory, SyncConnectionSink } from './transport/sync-connection.js';
