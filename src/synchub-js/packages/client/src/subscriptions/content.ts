import type { SyncVersion } from '../protocol/sync-version.js';

/** What is known of what is subscribed to, complete to a position. Never changes; the next is another object. */
export interface SubscriptionContent {
  readonly version: SyncVersion;
}
