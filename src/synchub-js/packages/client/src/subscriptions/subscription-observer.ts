import type { PushRecord } from '../protocol/server-record.js';
import type { Subscribed } from '../protocol/subscribed.js';
import type { SubscriptionContent } from './content.js';
import type { ShownContent } from './shown-content.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionEvent } from './subscription-event.js';
import type { SubscriptionState } from './subscription-state.js';

type State = SubscriptionState<SubscriptionContent>;

/** Who takes part in what becomes of subscriptions: the local store, and the writes that lie over what the server said. */
export interface SubscriptionObserver {
  onAdded(subscription: Subscription): void;
  onRemoved(subscription: Subscription): void;

  /** A request leaves. */
  onAsked(subscription: Subscription): void;

  /** A push came that somebody holds the subscription of; it has yet to be applied. */
  onPush(holder: Subscription, push: PushRecord): void;

  /** An answer came; it has yet to be applied. */
  onAnswer(answer: Subscribed): void;

  /** A subscription has come from one state into another. Whoever takes part has it shown. */
  onChanged(subscription: Subscription, before: State, event: SubscriptionEvent<SubscriptionContent>): void;

  /** What arrived did not fit, and is asked for again. */
  onResync(subscription: Subscription, reason: string): void;

  /** A subscription's content as it is to be seen. */
  present(subscription: Subscription): ShownContent;
}
