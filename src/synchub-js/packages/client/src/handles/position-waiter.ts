import type { SyncVersion } from '../protocol/sync-version.js';
import type { Published } from './published.js';

/** What a handle's position means for whoever waits for one; `ask`: the two cannot be compared, and only a further answer can tell. */
export type PositionVerdict = 'wait' | 'reached' | 'ask';

/**
 * Judges what is shown against a position that somebody waits for. Only the answer to a later request than the `requestsBefore` that had been
 * made when the waiting began is sure to have been made afterwards.
 */
export function judgePosition(target: SyncVersion, requestsBefore: number, { state, version, answeredRequest }: Published): PositionVerdict {
  if (!version) {
    return 'wait';
  }

  if (version.epoch === target.epoch) {
    return version.seq >= target.seq ? 'reached' : 'wait';
  }

  // Numbers of two epochs say nothing about each other, and nothing need ever come on its own that does.
  return answeredRequest > requestsBefore ? 'reached' : state.status === 'synced' ? 'ask' : 'wait';
}
