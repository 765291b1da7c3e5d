import type { PendingMutation } from './pending-mutation.js';
import { isSameRow, type RowWrite } from './row-write.js';
import type { ShownTarget } from './shown-target.js';
import type { SyncMutation } from './sync-mutation.js';

/** A mutation under way. The table's alone. */
export interface MutationEntry {
  readonly mutation: SyncMutation;
  readonly models: readonly string[];

  /** What is known of it. */
  state: PendingMutation;

  /** Ends the wait for an answer, or for positions that cannot be compared. */
  timer: unknown;

  /** The subscriptions that show it and whose own content does not contain it; kept once the server has taken it. */
  awaitedBy: Set<ShownTarget>;
}

export function modelsOf(writes: readonly RowWrite[]): readonly string[] {
  return [...new Set(writes.map(write => write.model))];
}

export function writesTo({ state }: MutationEntry, model: string): readonly RowWrite[] {
  return state.writes.filter(write => write.model === model);
}

/** Whether two lists of writes have a row in common. */
export function shareRow(some: readonly RowWrite[], others: readonly RowWrite[]): boolean {
  return some.some(write => others.some(other => isSameRow(write, other)));
}
