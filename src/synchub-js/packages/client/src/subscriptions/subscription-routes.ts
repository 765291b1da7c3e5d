import type { SubscriptionContent } from './content.js';
import type { Subscription } from './subscription.js';
import { requestIdOf, type SubscriptionState } from './subscription-state.js';

type State = SubscriptionState<SubscriptionContent>;

/**
 * Finds subscriptions by the names that the wire has for them. Several may share a subscription id: keys or queries that are spelt
 * differently can be one to the server.
 */
export class SubscriptionRoutes {
  readonly #byRequest = new Map<string, Subscription>();
  readonly #byId = new Map<string, readonly Subscription[]>();

  byRequest(requestId: string): readonly Subscription[] {
    const found = this.#byRequest.get(requestId);
    return found ? [found] : [];
  }

  byId(subscriptionId: string | undefined): readonly Subscription[] {
    return (subscriptionId !== undefined && this.#byId.get(subscriptionId)) || [];
  }

  isHeld(subscriptionId: string): boolean {
    return this.#byId.has(subscriptionId);
  }

  /** A subscription has come from one state into another. */
  update(subscription: Subscription, before: State, after: State): void {
    const isOpen = after.link === 'awaiting' || after.link === 'held';
    if (before.requests !== after.requests || !isOpen) {
      this.#byRequest.delete(requestIdOf(before));
    }

    if (isOpen) {
      this.#byRequest.set(requestIdOf(after), subscription);
    }

    const [left, joined] = [before.subscriptionId, after.subscriptionId];
    if (left === joined) {
      return;
    }

    if (left !== undefined) {
      const others = this.byId(left).filter(other => other !== subscription);
      if (others.length > 0) {
        this.#byId.set(left, others);
      } else {
        this.#byId.delete(left);
      }
    }

    if (joined !== undefined) {
      this.#byId.set(joined, [...this.byId(joined), subscription]);
    }
  }
}
