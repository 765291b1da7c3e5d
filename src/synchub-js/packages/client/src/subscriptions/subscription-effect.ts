import type { SubscriptionContent } from './content.js';

/** What the outside has to do after a transition, in order. */
export type SubscriptionEffect<C extends SubscriptionContent> =
  /** Send a request for what followed on `from`; without it, for everything. */
  | { readonly type: 'ask'; readonly requestId: string; readonly from: C | undefined }
  /** The answer to this request is no longer wanted. */
  | { readonly type: 'abandon'; readonly requestId: string }
  /** Tell the server to stop. */
  | { readonly type: 'unsubscribe'; readonly subscriptionId: string }
  | { readonly type: 'startSuspendTimer' }
  | { readonly type: 'stopSuspendTimer' }
  /** Wait before asking again: as long as the server said, else by the number of failures. */
  | { readonly type: 'startRetryTimer'; readonly failures: number; readonly afterMs: number | undefined }
  | { readonly type: 'stopRetryTimer' }
  /** Nothing is left of the subscription. */
  | { readonly type: 'remove' }
  /** What arrived did not fit; for whoever listens to diagnostics. */
  | { readonly type: 'resync'; readonly reason: string };
