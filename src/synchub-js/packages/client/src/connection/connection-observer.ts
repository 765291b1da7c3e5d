import type { Json } from '../json/json.js';
import type { HelloLimits } from '../protocol/hello-response.js';
import type { ServerRecord } from '../protocol/server-record.js';
import type { SyncError } from '../sync-error.js';
import type { SyncConnectionState } from './connection-state.js';
import type { Session } from './session.js';

/** Who hears of the connection's life, in a turn. */
export interface ConnectionObserver {
  onPhase(phase: SyncConnectionState): void;
  onConnected(): void;
  onDisconnected(reason: SyncError): void;
  onReconnectAttempt(attempt: number, delayMs: number, reason: SyncError): void;
  onGivenUp(reason: SyncError): void;
  onSignInFailed(reason: SyncError): void;
  onMessage(payload: Json): void;

  /** A connection is there for subscriptions; `user` is who used the application all the while, undefined where that changed. */
  onOpened(session: Session, limits: HelloLimits | undefined, user: object | undefined): void;

  /** The connection is gone. */
  onLost(): void;

  /** The client tries again after it had given up. */
  onTryAgain(): void;

  /** The server judges anew from here on. */
  onSignedIn(user: object | undefined): void;
  onRecord(record: ServerRecord): void;
}
