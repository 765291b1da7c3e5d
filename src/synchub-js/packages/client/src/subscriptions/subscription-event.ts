import type { PushRecord } from '../protocol/server-record.js';
import type { Subscribed } from '../protocol/subscribed.js';
import type { SubscriptionError } from '../protocol/subscription-error.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { SyncError } from '../sync-error.js';
import type { SubscriptionContent } from './content.js';

/** What can happen to a subscription. */
export type SubscriptionEvent<C extends SubscriptionContent> =
  /** A handle is held again. */
  | { readonly type: 'observed' }
  /** The last handle was released. */
  | { readonly type: 'released' }
  | { readonly type: 'suspendElapsed' }
  /** A connection is there. */
  | { readonly type: 'opened' }
  /** The connection is gone. */
  | { readonly type: 'lost' }
  /** The client has stopped trying to connect. */
  | { readonly type: 'gaveUp'; readonly reason: SyncError }
  /** The local store had this. */
  | { readonly type: 'loaded'; readonly content: C }
  /** Somebody else uses the application from now on: what is not live may have been for the one before. */
  | { readonly type: 'disowned' }
  | { readonly type: 'answered'; readonly answer: Subscribed }
  | { readonly type: 'pushed'; readonly record: PushRecord }
  /** The subscriptions of this model are complete to here. */
  | { readonly type: 'advanced'; readonly version: SyncVersion }
  | { readonly type: 'failed'; readonly error: SubscriptionError }
  /** The wait before asking again is over. */
  | { readonly type: 'retryElapsed' }
  /** The application wants another try. */
  | { readonly type: 'retry' }
  /** Somebody wants to be sure that the position is not older than the wish. */
  | { readonly type: 'questioned' }
  /** The server may have dropped this subscription without being able to say so. */
  | { readonly type: 'doubted' };
