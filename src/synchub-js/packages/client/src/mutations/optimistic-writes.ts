import { SubscriptionWrites, type WritesHost } from './subscription-writes.js';

/** Local writes over the server's data, for the option `mutations` of a client, see `optimisticWrites`. */
export interface OptimisticWrites {
  /** The client's own. */
  open(host: WritesHost): SubscriptionWrites;
}

/**
 * Lets a client show writes before the server has made them: `new SyncClient({ url, mutations: optimisticWrites() })`, then `client.mutate(…)`. The
 * server needs `app.UseSyncHubMutations()`.
 */
export function optimisticWrites(): OptimisticWrites {
  return { open: host => new SubscriptionWrites(host) };
}
