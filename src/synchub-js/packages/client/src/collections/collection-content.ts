import type { JsonObject } from '../json/json.js';
import type { RowStatus } from '../mutations/row-status.js';
import type { SubscriptionContent } from '../subscriptions/content.js';

/** What is known of a collection. The arrays never change; they stay the objects they are while nothing in them changes. */
export interface CollectionContent extends SubscriptionContent {
  /** The rows of the page, in order. */
  readonly rows: readonly JsonObject[];

  /** The texts of their keys, in the same order. */
  readonly keys: readonly string[];

  /** How many rows match without the page's bounds; undefined where that was not asked for. */
  readonly total: number | undefined;

  /** By key, the rows that are not simply the server's; only in what is shown. */
  readonly marks?: ReadonlyMap<string, RowStatus>;

  /** The property that holds the key. */
  readonly keyName: string;
}
