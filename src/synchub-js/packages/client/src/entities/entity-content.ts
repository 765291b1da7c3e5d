import type { JsonObject } from '../json/json.js';
import type { SubscriptionContent } from '../subscriptions/content.js';

/** What is known of an entity: its body, null where it does not exist. */
export interface EntityContent extends SubscriptionContent {
  readonly body: JsonObject | null;
}
