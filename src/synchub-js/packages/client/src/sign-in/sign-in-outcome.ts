import type { SyncError } from '../sync-error.js';

/**
 * What became of one sign-in: `anonymous`, there was no secret; `accepted`, until `expiresAt` (ms since 1970, undefined for no end), `user` being who
 * used the application all the while; `refused` by the server; `failed`, the server was not asked or did not answer.
 */
export type SignInOutcome =
  | { readonly type: 'anonymous' }
  | { readonly type: 'accepted'; readonly expiresAt: number | undefined; readonly user: object | undefined }
  | { readonly type: 'refused' }
  | { readonly type: 'failed'; readonly reason: SyncError };
