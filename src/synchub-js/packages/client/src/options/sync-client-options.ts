import type { Clock } from '../clock.js';
import type { AnyModels, Models } from '../models/models.js';
import type { OptimisticWrites } from '../mutations/optimistic-writes.js';
import type { PageSignals } from '../page/page-signals.js';
import type { SecretFactory } from '../sign-in/secret-sender.js';
import type { LocalCache } from '../stores/local-cache.js';
import type { HubConnectionOptions } from '../transport/hub-connection-options.js';
import type { SyncConnectionFactory } from '../transport/sync-connection.js';

/** How a client behaves. Times are milliseconds. */
export interface SyncClientSettings<M = AnyModels> {
  /** Which models there are, see `defineModels`. Default: any, their entities plain JSON. */
  readonly models?: Models<M>;

  /**
   * Gives the secret, a token say, that the client signs in with on the running connection; nothing for not signing in. Default: none. Asked after
   * every connect, before anything is subscribed to; again in good time before the server's grant ends; and by `signIn()`. Where it throws, or takes
   * longer than `connectTimeout`, a connect attempt has failed and a renewal is repeated until the grant has ended. Where the server refuses the
   * secret, the connection goes on as whose it was before, see the event `signInFailed`.
   */
  readonly secretFactory?: SecretFactory;

  /** The shortest wait before a reconnect attempt. Default: 1,000. */
  readonly reconnectBaseDelay?: number;

  /** The longest wait before a reconnect attempt, and the wait while the device says that it is offline. Default: 30,000. */
  readonly reconnectMaxDelay?: number;

  /** How many attempts may fail in a row before the client gives up. Default: Infinity, it never does. */
  readonly maxReconnectAttempts?: number;

  /** How long a subscription is kept after its last handle was released; Infinity for as long as the client lives. Default: 1,000. */
  readonly suspendDelay?: number;

  /** How many suspended subscriptions keep their data for a quick return; beyond that the longest unused is forgotten. Default: 1,000. */
  readonly maxSuspended?: number;

  /**
   * How long a page may be hidden before its subscriptions are suspended; they are live again, at the price of what was missed, when it is shown.
   * Default: 60,000; Infinity for never. Subscriptions whose `suspendDelay` is Infinity stay live.
   */
  readonly hiddenDelay?: number;

  /** How long one attempt to connect may take, greeting and sign-in included; a renewal of the sign-in as well. Default: 15,000. */
  readonly connectTimeout?: number;

  /** How long the answer to a mutation is waited for before it is no longer shown. Default: 30,000. */
  readonly mutationTimeout?: number;

  /** Local writes over the server's data, see `optimisticWrites`. Default: none. */
  readonly mutations?: OptimisticWrites;

  /** What is kept from one start to the next, to be shown before the connection is there, see `localCache`. Default: nothing. */
  readonly cache?: LocalCache;

  /** The clock behind all of the client's own timers. Default: the system's. */
  readonly clock?: Clock;

  /** Numbers from 0 (inclusive) to 1 (exclusive) that spread reconnects. Default: `Math.random`. */
  readonly random?: () => number;

  /** What the page knows of its surroundings; null for none. Default: the browser's, where there is one. */
  readonly page?: PageSignals | null;
}

/** A client's options: how it behaves, and either the hub's address or a connection of the application's. */
export type SyncClientOptions<M = AnyModels> = SyncClientSettings<M> & (
  | HubConnectionOptions & { readonly connection?: undefined }
  | { readonly connection: SyncConnectionFactory; readonly url?: undefined }
);
