import type { Subscription } from './subscription.js';

/** Which subscriptions are suspended, the longest first, and no more than a number of them. */
export class SuspendedSubscriptions {
  readonly #limit: number;
  readonly #byAge = new Set<Subscription>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes note of a subscription's state; returns the one that has to go for it. */
  note(subscription: Subscription): Subscription | undefined {
    if (subscription.state.phase !== 'suspended') {
      this.#byAge.delete(subscription);
      return undefined;
    }

    this.#byAge.add(subscription);
    if (this.#byAge.size > this.#limit) {
      for (const oldest of this.#byAge) {
        // One that a hidden page has suspended is still somebody's.
        if (oldest.handles.size === 0) {
          this.#byAge.delete(oldest);
          return oldest;
        }
      }
    }

    return undefined;
  }
}
