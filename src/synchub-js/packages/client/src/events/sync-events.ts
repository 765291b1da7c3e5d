import type { SyncConnectionState } from '../connection/connection-state.js';
import type { Json } from '../json/json.js';
import type { SyncError } from '../sync-error.js';

/** The events of a client, and what their listeners are given. */
export interface SyncEvents {
  /** `connectionState` has changed. */
  readonly connectionStateChanged: SyncConnectionState;

  /** A connection is there and the server has greeted; subscriptions follow. */
  readonly connected: undefined;

  /** A working connection has ended, whatever the reason but disposal. */
  readonly disconnected: SyncError;

  /** The wait before a further attempt begins; `delay` in milliseconds. */
  readonly reconnectAttempt: { readonly attempt: number; readonly delay: number; readonly reason: SyncError };

  /** The client has stopped trying: after `maxReconnectAttempts`, or because the server said so. */
  readonly reconnectFailed: SyncError;

  /** The server refused the secret, at a connect too; or a renewal or `signIn()` came to nothing. */
  readonly signInFailed: SyncError;

  /** A message of the application's own that the server sent. */
  readonly messageReceived: Json;

  /** One of the application's callbacks threw this. Without a listener it goes to `console.error`. */
  readonly callbackFailed: unknown;

  /** What arrived did not fit what is held of a model, and is asked for again. */
  readonly resynced: { readonly model: string; readonly reason: string };

  /** The local store threw, or took too long; the client goes on without it. */
  readonly cacheFailed: unknown;
}
