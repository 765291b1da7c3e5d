import type { Clock } from '../clock.js';
import type { Turns } from '../loop/turns.js';
import type { MutationTarget } from './mutation-target.js';

/** What the table needs of its client. */
export interface MutationTableOptions {
  readonly clock: Clock;

  /** How long an answer is waited for, in milliseconds. */
  readonly mutationTimeout: number;

  /** The subscriptions of a model. */
  readonly targetsOf: (model: string) => Iterable<MutationTarget>;

  /** What a subscription shows is another: `shown` has it. */
  readonly show: (target: MutationTarget) => void;

  /** In which listeners are called. */
  readonly turns: Turns;
}
