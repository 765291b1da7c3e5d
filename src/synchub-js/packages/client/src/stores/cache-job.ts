import type { SubscriptionContent } from '../subscriptions/content.js';
import type { CacheIdentity } from './cache-identity.js';
import type { CacheSlot } from './cache-slot.js';

/** Something to do with the store. Of the changes of one entry the last one counts. */
export type CacheJob =
  | { readonly type: 'load'; readonly slot: CacheSlot; readonly owner: CacheIdentity }
  | { readonly type: 'save'; readonly key: string; readonly slot: CacheSlot; readonly content: SubscriptionContent; readonly owner: CacheIdentity }
  | { readonly type: 'remove'; readonly key: string }
  /** Remove everything; `done` is given what went wrong, undefined where nothing did. */
  | { readonly type: 'clear'; readonly done: (failure: unknown) => void };
