import type { Json } from '../json/json.js';
import type { SyncKey } from './sync-key.js';
import type { SyncVersion } from './sync-version.js';

/** The answer to a request, or, without `requestId`, a fresh start from the server's side. */
export interface Subscribed {
  readonly requestId?: string;
  readonly replaces?: string;
  readonly subscriptionId: string;

  /** entity, collection or resolver. */
  readonly kind: string;
  readonly model: string;
  readonly keyName: string;

  /** snapshot or delta. */
  readonly mode: string;
  readonly data?: Json;
  readonly changes?: readonly EntityChange[];
  readonly keys?: readonly SyncKey[];
  readonly entities?: readonly Json[];
  readonly rows?: readonly ResolverRow[];
  readonly totalCount?: number;
  readonly version: SyncVersion;
  readonly mutationIds?: readonly string[];
}

/** One step of an entity's delta. */
export interface EntityChange {
  /** add, update or remove. */
  readonly type: string;
  readonly id?: SyncKey;
  readonly entity?: Json;
  readonly change?: Json;
  readonly version: SyncVersion;
}

/** One row of a resolver, and what it is. */
export interface ResolverRow {
  readonly model: string;
  readonly data: Json;
}
