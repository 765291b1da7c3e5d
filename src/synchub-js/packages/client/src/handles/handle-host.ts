import type { Turns } from '../loop/turns.js';
import type { Handle } from './handle.js';

/** What a handle needs of its client. */
export interface HandleHost {
  readonly turns: Turns;
  release(handle: Handle): void;
  retry(handle: Handle): void;

  /** Has a live subscription ask once more. */
  askAgain(handle: Handle): void;
}
