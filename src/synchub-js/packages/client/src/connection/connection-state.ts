import type { SyncError } from '../sync-error.js';

/**
 * Where a client stands with its server: `idle`, nothing has asked for a connection yet; `connecting`, an attempt is under way; `connected`;
 * `waiting`, the next attempt follows by itself; `givenUp`, no longer trying, until `connect()` or `retry()`; `closed`, disposed of.
 */
export type SyncConnectionState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'givenUp' | 'closed';

/** Where the connection stands. Never changes; `reduceConnection` makes the next one. */
export interface ConnectionState {
  readonly phase: SyncConnectionState;

  /** Attempts since the last working connection, the one under way or awaited included. */
  readonly attempt: number;

  /** How far the delay has grown: attempts that the server did not ask for. */
  readonly backoff: number;

  /** Why there is no connection. */
  readonly reason: SyncError | undefined;
}

export const idleConnection: ConnectionState = { phase: 'idle', attempt: 0, backoff: 0, reason: undefined };
