/** A request was refused, or a subscription is in trouble or over. */
export interface SubscriptionError {
  readonly requestId?: string;
  readonly subscriptionId?: string;
  readonly code: string;
  readonly error: string;
  readonly retryable: boolean;
  readonly ended: boolean;
  readonly retryAfterMs?: number;
}
