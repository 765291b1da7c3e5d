import type { SyncError } from '../sync-error.js';

/** What the outside has to do after a transition, in order. */
export type ConnectionEffect =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  /** Wait before the next attempt: as long as the server said, else by how far the backoff has grown. */
  | { readonly type: 'startDelay'; readonly attempt: number; readonly backoff: number; readonly afterMs: number | undefined; readonly reason: SyncError }
  | { readonly type: 'stopDelay' }
  | { readonly type: 'tellConnected' }
  | { readonly type: 'tellDisconnected'; readonly reason: SyncError }
  | { readonly type: 'tellGivenUp'; readonly reason: SyncError };
