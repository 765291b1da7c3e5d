/** What the hooks show where the key or query is null or undefined: nothing is subscribed to. */
export interface IdleState {
  readonly status: 'idle';
  readonly data?: undefined;
  readonly error?: undefined;
}

export const idle: IdleState = { status: 'idle' };
