/** Why something is not there, or did not work. */
export class SyncError extends Error {
  /** One of the protocol's codes (`forbidden`, `unknown-model`, …) or of the client's own (`connect-failed`, `connection-lost`, `request-failed`, …). */
  readonly code: string;

  /** Whether the same can succeed later. */
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable = false, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SyncError';
    this.code = code;
    this.retryable = retryable;
  }
}
