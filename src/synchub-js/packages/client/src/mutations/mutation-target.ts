import type { JsonObject } from '../json/json.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { RowJudge } from '../queries/row-judge.js';
import type { RowWrite } from './row-write.js';

/** What the server said of an entity; null where it does not exist. */
export interface EntityBase {
  readonly body: JsonObject | null;
  readonly version: SyncVersion;
}

/** What the server said of a page: its rows in order with the texts of their keys, and how many match where that was asked for. */
export interface PageBase {
  readonly rows: readonly JsonObject[];
  readonly keys: readonly string[];
  readonly total: number | undefined;
  readonly keyName: string;
  readonly version: SyncVersion;
}

interface Seen {
  readonly model: string;

  /** Whether going back to an older value would be seen: not while it is suspended or in error. */
  readonly isSeen: boolean;
}

/** A subscription to an entity, as mutations need it. It stays one object for as long as the subscription lives. */
export interface EntityMutationTarget extends Seen {
  readonly kind: 'entity';

  /** The text of the entity's key. */
  readonly key: string;

  /** What the server said last; undefined for nothing. */
  readonly base: EntityBase | undefined;
}

/** A subscription to a collection, as mutations need it. It stays one object for as long as the subscription lives. */
export interface CollectionMutationTarget extends Seen {
  readonly kind: 'collection';

  /** What the query says about rows. */
  readonly judge: RowJudge;

  /** How many rows at most; undefined for all. */
  readonly top: number | undefined;
  readonly skip: number;

  /** What the server said last; undefined for nothing. */
  readonly base: PageBase | undefined;
}

/** A subscription, as mutations need it. */
export type MutationTarget = EntityMutationTarget | CollectionMutationTarget;

/** Whether a subscription may show what a write to its model does. */
export function mayHold(target: MutationTarget, write: RowWrite): boolean {
  return target.model === write.model && (target.kind === 'collection' || target.key === write.key);
}
