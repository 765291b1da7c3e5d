import type { Handle } from '../handles/handle.js';
import type { Published } from '../handles/published.js';
import { connectingPublished } from '../handles/published.js';
import type { TurnTimer } from '../loop/turn-timer.js';
import type { SubscriptionContent } from './content.js';
import { initialState, type SubscriptionState } from './subscription-state.js';
import type { SubscriptionTarget } from './subscription-target.js';

/** One subscription's mutable side: its present state, who looks at it, its timers. The table's alone. */
export class Subscription {
  readonly target: SubscriptionTarget;
  readonly handles: Set<Handle> = new Set();
  state: SubscriptionState<SubscriptionContent>;

  /** What its handles show. */
  published: Published = connectingPublished;

  /** As the handle that was released last would have it; milliseconds. */
  suspendDelay: number = 0;
  suspendTimer: TurnTimer | undefined;
  retryTimer: TurnTimer | undefined;

  /** When the last request was put into the outbox, see `Unsubscriptions.tick`. */
  askedAt: number = 0;

  /** Whether it has left the table: nobody waits for it any more. */
  isForgotten: boolean = false;

  constructor(target: SubscriptionTarget, id: string) {
    this.target = target;
    this.state = initialState(id);
  }
}
