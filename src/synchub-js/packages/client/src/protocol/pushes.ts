import type { Json } from '../json/json.js';
import type { ResolverRow } from './subscribed.js';
import type { SyncKey } from './sync-key.js';
import type { SyncVersion } from './sync-version.js';

interface Push {
  readonly subscriptionId: string;
  readonly version: SyncVersion;
}

interface Change extends Push {
  /** The seq of the push before this one. */
  readonly prev: number;
  readonly mutationIds?: readonly string[];

  /** The seq of the last change of the commit that this one belongs to. */
  readonly commit?: number;
}

/** An entity has come into being. */
export interface EntityAdded extends Change {
  readonly entity: Json;
}

/** Properties of an entity have changed. */
export interface EntityUpdated extends Change {
  readonly id: SyncKey;
  readonly change: Json;
}

/** An entity is gone. */
export interface EntityRemoved extends Change {
  readonly id: SyncKey;
}

/** A page as a whole. */
export interface CollectionSnapshot extends Push {
  readonly data: Json;
  readonly totalCount?: number;
  readonly mutationIds?: readonly string[];
}

/** What changed on a page. */
export interface CollectionChanged extends Change {
  readonly changes: readonly CollectionEdit[];
  readonly totalCount?: number;
}

/** One edit of a page. */
export interface CollectionEdit {
  /** insert, update, move or remove. */
  readonly type: string;
  readonly index: number;
  readonly from?: number;
  readonly id?: SyncKey;
  readonly entity?: Json;
  readonly change?: Json;
}

/** All rows of a resolver. */
export interface RowsChanged extends Push {
  readonly rows: readonly ResolverRow[];
}

/** The subscriptions of these models are complete to these positions. */
export interface Position {
  readonly positions: readonly { readonly model: string; readonly version: SyncVersion }[];
}
