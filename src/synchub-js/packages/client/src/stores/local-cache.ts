import type { Clock } from '../clock.js';
import type { Turns } from '../loop/turns.js';
import { checkNumbers, throwIfAny } from '../options/check-numbers.js';
import type { SubscriptionContent } from '../subscriptions/content.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { SubscriptionEvent } from '../subscriptions/subscription-event.js';
import { SubscriptionCache } from './subscription-cache.js';
import type { SyncCacheOptions } from './sync-cache-options.js';

/** What a local store's side of a client is given by it. */
export interface CacheHost {
  /** The server's name, unless the options have one. */
  readonly server: string;
  readonly clock: Clock;
  readonly turns: Turns;
  apply(subscription: Subscription, event: SubscriptionEvent<SubscriptionContent>): void;
  failed(error: unknown): void;
}

/** A local store for the option `cache` of a client, see `localCache`. */
export interface LocalCache {
  /** Whether the application says who uses it. */
  readonly hasUser: boolean;

  /** The client's own. */
  open(host: CacheHost): SubscriptionCache;
}

/**
 * Keeps what a client knows from one start to the next: `new SyncClient({ url, cache: localCache({ store }) })`. Every entity and collection that was
 * live once is `cached` at the next start, before the connection is there. Nothing waits for the store.
 * @throws {SyncOptionsError} An option cannot work.
 */
export function localCache(options: SyncCacheOptions): LocalCache {
  const problems = checkNumbers('cache.', options, { maxAge: [1, Infinity], saveDelay: [0], storeTimeout: [1] });
  if (options.schemaVersion === '') {
    problems.push('cache.schemaVersion is empty; give a text, such as \'1\'.');
  }

  throwIfAny(problems);
  return {
    hasUser: options.user !== undefined,
    open: ({ server, clock, turns, apply, failed }) => new SubscriptionCache(options, server, clock, turns, apply, failed),
  };
}
