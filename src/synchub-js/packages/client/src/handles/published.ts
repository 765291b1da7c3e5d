import type { SubscriptionContent } from '../subscriptions/content.js';
import type { RowStatus } from '../mutations/row-status.js';
import type { ShownContent } from '../subscriptions/shown-content.js';
import type { SubscriptionState } from '../subscriptions/subscription-state.js';
import type { SubscriptionTarget } from '../subscriptions/subscription-target.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { SyncState } from './sync-state.js';

/** What a subscription shows at one moment; replaced as a whole, so its parts always belong together. */
export interface Published {
  /** The very same object while nobody could tell the difference. */
  readonly state: SyncState<unknown>;

  /** What the content was made into; undefined where there is none. */
  readonly data: unknown;

  /** The position of the data; undefined where there is none. */
  readonly version: SyncVersion | undefined;

  /** Whether an entity's data is the server's own. */
  readonly status: RowStatus;

  /** The number of the last request that was answered. */
  readonly answeredRequest: number;
}

export const connectingState: SyncState<never> = { status: 'connecting' };
export const connectingPublished: Published = { state: connectingState, data: undefined, version: undefined, status: 'settled', answeredRequest: 0 };

/** What a subscription shows in a state, after what it showed before. */
export function publish(before: Published, target: SubscriptionTarget, { phase, error, answeredRequest }: SubscriptionState<SubscriptionContent>, { content, status = 'settled' }: ShownContent): Published {
  const data = content && target.dataOf(content, before.data);
  const next: SyncState<unknown> = phase === 'connecting' ? connectingState
    : phase === 'error' && error ? { status: phase, error, data }
    : { status: phase as 'synced', data };
  const isSame = before.status === status && looksLike(before.state, next);
  return { state: isSame ? before.state : next, data, version: content?.version, status, answeredRequest };
}

function looksLike(one: SyncState<unknown>, other: SyncState<unknown>): boolean {
  return one.status === other.status && one.data === other.data
    && (one.status !== 'error' || other.status !== 'error' || one.error === other.error);
}
