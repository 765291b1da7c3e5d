import type { SyncVersion } from '../protocol/sync-version.js';
import type { RowWrite } from './row-write.js';

/** Positions by model. */
export type Versions = { readonly [model: string]: SyncVersion };

/**
 * What is known of a mutation that has not left yet: its writes, and how far the server has got with it. Never changes; the functions below make
 * the next one. Knows nothing of how it is shown.
 */
export interface PendingMutation {
  readonly id: string;
  readonly writes: readonly RowWrite[];

  /** Whether the application's own call has been answered. */
  readonly isAnswered: boolean;

  /** Whether the answer said which positions contain the mutation; a model that it does not name was not changed. */
  readonly isComplete: boolean;

  /** The positions that contain the mutation: of the answer, and of pushes that name it. */
  readonly versions: ReadonlyMap<string, SyncVersion>;

  /** When it was answered, by the table's count of events. */
  readonly answeredAt: number;

  /** Positions of another epoch have been waited for long enough. */
  readonly isOverdue: boolean;
}

export function pendingMutation(id: string, writes: readonly RowWrite[]): PendingMutation {
  return { id, writes, isAnswered: false, isComplete: false, versions: new Map(), answeredAt: Infinity, isOverdue: false };
}

/** Whether it is known which data contains the mutation. */
export function isPlaced({ isComplete, writes, versions }: PendingMutation): boolean {
  return isComplete || writes.every(write => versions.has(write.model));
}

/** Whether the server is known to have taken the mutation in each model that it writes to. */
export function isTaken(mutation: PendingMutation): boolean {
  return mutation.isAnswered || isPlaced(mutation);
}

/** A push or an answer that names the mutation stands at this position. */
export function learnt(mutation: PendingMutation, model: string, version: SyncVersion): PendingMutation {
  const known = mutation.versions.get(model);
  return known && known.epoch === version.epoch && known.seq >= version.seq
    ? mutation
    : { ...mutation, versions: new Map(mutation.versions).set(model, version) };
}

/**
 * The server has answered the application's call.
 * @param versions The positions that contain the mutation; undefined where the answer does not say.
 * @param at When, by the table's count of events.
 */
export function answered(mutation: PendingMutation, versions: Versions | undefined, at: number): PendingMutation {
  let next: PendingMutation = { ...mutation, isAnswered: true, isComplete: versions !== undefined, answeredAt: at };
  for (const [model, version] of Object.entries(versions ?? {})) {
    // What a push has told is told in the epoch of the subscriptions, which the caller's may not be.
    const told = mutation.versions.get(model);
    next = told && told.epoch !== version.epoch ? next : learnt(next, model, version);
  }

  return next;
}

/**
 * Whether a subscription's data contains the mutation.
 * @param version Where its data stands.
 * @param epochSince Since when it stands in that epoch, by the table's count of events.
 */
export function isContainedIn(mutation: PendingMutation, model: string, version: SyncVersion, epochSince: number): boolean {
  const written = mutation.versions.get(model);
  if (!written) {
    return mutation.isComplete;
  }

  // Positions of two epochs cannot be compared. Data of an epoch that began after the answer was read after the write; where the epoch was another
  // one all along, the call was made as somebody who sees other rows than the subscription, and no position will tell.
  return written.epoch === version.epoch ? version.seq >= written.seq : epochSince > mutation.answeredAt || mutation.isOverdue;
}
