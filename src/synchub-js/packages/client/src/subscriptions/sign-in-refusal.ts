import type { SubscriptionError } from '../protocol/subscription-error.js';
import type { Subscription } from './subscription.js';

/** Whether a refusal depends on who is signed in. */
export function isSignInRefusal(code: string): boolean {
  return code === 'forbidden' || code === 'unauthenticated';
}

/**
 * A refusal of what was asked for before the latest sign-in may have been meant for whoever was there before. It counts as one to ask again
 * after, at once; the request made then is younger, so that happens once.
 */
export function reconsider(error: SubscriptionError, { state, askedAt }: Subscription, signedInAt: number): SubscriptionError {
  return isSignInRefusal(error.code) && error.ended && state.link === 'awaiting' && askedAt < signedInAt
    ? { ...error, retryable: true, retryAfterMs: 0 }
    : error;
}
