import type { ResolverRow } from '../protocol/subscribed.js';
import type { SubscriptionContent } from '../subscriptions/content.js';

/** What is known of a resolver's answer: its rows, in its order. */
export interface RowsContent extends SubscriptionContent {
  readonly rows: readonly ResolverRow[];
}
