import type { SubscriptionContent } from '../subscriptions/content.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { CacheFormat } from '../subscriptions/subscription-target.js';
import type { CacheIdentity } from './cache-identity.js';

/** One subscription's side towards the local store. */
export interface CacheSlot {
  readonly subscription: Subscription;
  readonly format: CacheFormat;

  /** Its key in the store. */
  readonly key: string;

  /** Whether what the store has may still be shown when it comes. */
  isLoading: boolean;

  /** What the store was given, or gave, last. */
  stored: SubscriptionContent | undefined;

  /** As whom the server was asked the last time; undefined where that is not certain. */
  askedAs: CacheIdentity | undefined;

  /** Whom the content held was for; undefined where that is not certain, and it is not stored. */
  owner: CacheIdentity | undefined;
}
