import type { JsonObject } from '../json/json.js';
import { sameJson } from '../json/same-json.js';
import type { EntityMutationTarget } from './mutation-target.js';
import { foldRow } from './row-fold.js';
import type { RowStatus } from './row-status.js';
import type { RowWrite } from './row-write.js';
import type { ShownWrites } from './shown-writes.js';

/** An entity as it is to be seen. */
export interface ShownEntity {
  readonly body: JsonObject | null;
  readonly status: RowStatus;
}

/** An entity with writes laid over it. What looks the same as before is the same object, and so is a body that says the same. */
export function showEntity(target: EntityMutationTarget, writes: ShownWrites, before: ShownEntity | undefined): ShownEntity | undefined {
  if (!target.base) {
    return undefined;
  }

  const mine = writesOf(target, writes.writes);
  const folded = foldRow(target.base.body, mine);
  const body = before?.body && folded && sameJson(before.body, folded) ? before.body : folded;
  const status = mine.length > 0 ? 'pending' : writes.failed.has(target.key) ? 'failed' : 'settled';
  return before?.body === body && before.status === status ? before : { body, status };
}

/** Whether writes would change what is seen of the entity. */
export function isEntityTouched(target: EntityMutationTarget, writes: readonly RowWrite[]): boolean {
  const body = target.base?.body ?? null;
  return foldRow(body, writesOf(target, writes)) !== body;
}

function writesOf(target: EntityMutationTarget, writes: readonly RowWrite[]): readonly RowWrite[] {
  return writes.filter(write => write.key === target.key);
}
