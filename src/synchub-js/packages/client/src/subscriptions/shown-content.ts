import type { RowStatus } from '../mutations/row-status.js';
import type { SubscriptionContent } from './content.js';

/** A subscription's content as it is to be seen. */
export interface ShownContent {
  readonly content: SubscriptionContent | undefined;

  /** Of an entity. Default: settled. */
  readonly status?: RowStatus | undefined;
}
