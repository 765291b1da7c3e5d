import type { Closing } from '../protocol/closing.js';
import type { SyncError } from '../sync-error.js';

/** What can happen to the connection. */
export type ConnectionEvent =
  /** A subscription wants a connection. */
  | { readonly type: 'demanded' }
  /** The application asks for a connection, now. */
  | { readonly type: 'connectRequested' }
  /** Connected, and greeted by the server. */
  | { readonly type: 'opened' }
  /** The attempt failed; `isFinal` where another one cannot help. */
  | { readonly type: 'openFailed'; readonly reason: SyncError; readonly isFinal: boolean }
  | { readonly type: 'lost'; readonly reason: SyncError }
  /** The server said that it is about to close. */
  | { readonly type: 'serverCloses'; readonly closing: Closing }
  /** The connection is somebody's who has signed out. */
  | { readonly type: 'signedOut' }
  | { readonly type: 'delayElapsed' }
  /** The client is being disposed of. */
  | { readonly type: 'disposed' };
