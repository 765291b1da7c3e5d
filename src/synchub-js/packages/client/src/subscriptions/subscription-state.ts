import type { SyncError } from '../sync-error.js';
import type { SubscriptionContent } from './content.js';

export type SubscriptionPhase = 'connecting' | 'cached' | 'synced' | 'suspended' | 'error';

/**
 * Where a subscription stands with the server: `offline`, no connection; `idle`, connected and nothing asked for; `awaiting`, the answer to the
 * last request is on its way, or a fresh start that the server has promised; `held`, live.
 */
export type SubscriptionLink = 'offline' | 'idle' | 'awaiting' | 'held';

/**
 * All there is to know about one subscription. Never changes; `reduceSubscription` makes the next one.
 * Connecting has no content; Cached, Synced and Suspended have; Error may.
 */
export interface SubscriptionState<C extends SubscriptionContent> {
  /** Unique within the client, the stem of its request ids. */
  readonly id: string;
  readonly phase: SubscriptionPhase;
  readonly link: SubscriptionLink;

  /** The id that the server may hold for this subscription, while `awaiting` or `held`. */
  readonly subscriptionId: string | undefined;
  readonly content: C | undefined;
  readonly error: SyncError | undefined;

  /** Whether any handle is held. */
  readonly isObserved: boolean;

  /** How many requests have been made; the last one's id derives from it. */
  readonly requests: number;

  /** The number of the last request that was answered; 0 where none was. What the server says unasked does not count. */
  readonly answeredRequest: number;

  /** Consecutive answers that could not be used, or that said to try again. */
  readonly failures: number;

  /** The content is not to be built upon: the next request asks for a snapshot. */
  readonly needsSnapshot: boolean;
}

export function initialState<C extends SubscriptionContent>(id: string): SubscriptionState<C> {
  return {
    id,
    phase: 'connecting',
    link: 'offline',
    subscriptionId: undefined,
    content: undefined,
    error: undefined,
    isObserved: true,
    requests: 0,
    answeredRequest: 0,
    failures: 0,
    needsSnapshot: false,
  };
}

/** The id of the last request. */
export function requestIdOf(state: { readonly id: string; readonly requests: number }): string {
  return `${state.id}.${state.requests}`;
}
