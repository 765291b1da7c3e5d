/** Why something is not there, or did not work. */
export class SyncError extends Error {
  /**
   * One of the protocol's codes (`unknown-model`, `invalid-request`, `invalid-filter`, `unauthenticated`, `forbidden`, `limit-exceeded`,
   * `source-unavailable`, `unsupported-protocol`, `internal-error`) or of the client's own (`connect-failed`, `connection-lost`,
   * `sign-in-failed`, `signed-out`, `request-failed`, `cache-failed`, `disposed`, `mutation-failed`, `mutation-unknown`,
   * `mutation-rolled-back`).
   */
  readonly code: string;

  /** Whether the same can succeed later. */
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable: boolean = false, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SyncError';
    this.code = code;
    this.retryable = retryable;
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whatever was thrown as an error with a code. */
export function toSyncError(error: unknown, code: string, prefix: string, retryable: boolean = false): SyncError {
  return error instanceof SyncError ? error : new SyncError(code, `${prefix}${messageOf(error)}`, retryable, { cause: error });
}

/** What whoever still waits is told when something is disposed of. */
export function disposedError(what: string): SyncError {
  return new SyncError('disposed', `${what} is disposed of; make a new one.`);
}
