import type { Subscribed } from '../protocol/subscribed.js';
import type { CallQueue } from './call-queue.js';
import type { SubscriptionLink } from './subscription-state.js';
import type { SubscriptionRoutes } from './subscription-routes.js';
import { UnclaimedAnswers } from './unclaimed-answers.js';
import { UnsubscribedIds } from './unsubscribed-ids.js';

/** Has the server end what it holds for this client and nobody here does. */
export class Unsubscriptions {
  readonly #routes: SubscriptionRoutes;
  readonly #calls: CallQueue;
  readonly #over = new UnsubscribedIds();
  readonly #unclaimed = new UnclaimedAnswers();
  #moment = 0;

  constructor(routes: SubscriptionRoutes, calls: CallQueue) {
    this.#routes = routes;
    this.#calls = calls;
  }

  /** The next moment; requests, unsubscriptions and sign-ins are in the order of theirs. */
  tick(): number {
    return ++this.#moment;
  }

  /** Ends a subscription unless somebody holds it. */
  end(subscriptionId: string): void {
    if (!this.#routes.isHeld(subscriptionId)) {
      this.#over.add(subscriptionId, this.tick());
      this.#calls.addUnsubscribe(subscriptionId);
    }
  }

  /** A push came that nobody is there for. */
  onStray(subscriptionId: string): void {
    if (!this.#over.has(subscriptionId) && !this.#unclaimed.has(subscriptionId)) {
      this.end(subscriptionId);
    }
  }

  /** An answer has been dealt with; that began `since`. */
  onAnswered({ replaces, subscriptionId, model }: Subscribed, since: number): void {
    if (replaces !== undefined && !this.#routes.isHeld(replaces)) {
      this.#over.add(replaces, -Infinity);
    }

    // What could not be used was ended there and then.
    if (!this.#routes.isHeld(subscriptionId) && !this.#over.isAfter(subscriptionId, since)) {
      this.#unclaimed.add(model, subscriptionId);
      this.endUnclaimed(model);
    }
  }

  /** Whether the server was told to end this after it was asked for: what it answered may be over. */
  mayHaveOvertaken(subscriptionId: string, askedAt: number): boolean {
    return this.#over.isAfter(subscriptionId, askedAt);
  }

  /** A subscription has come from one link into another. */
  onChanged(model: string, before: SubscriptionLink, after: SubscriptionLink): void {
    this.#unclaimed.note(model, Number(after === 'awaiting') - Number(before === 'awaiting'));
  }

  /** Ends what answers to abandoned requests have left behind. */
  endUnclaimed(model: string): void {
    for (const subscriptionId of this.#unclaimed.take(model)) {
      this.end(subscriptionId);
    }
  }

  /** The connection is gone, and with it what the server held. */
  clear(): void {
    this.#over.clear();
    this.#unclaimed.clear();
  }
}
