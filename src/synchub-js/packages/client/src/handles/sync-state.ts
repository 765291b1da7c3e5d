import type { SyncError } from '../sync-error.js';

/**
 * What a handle shows, told apart by `status`:
 * `connecting`, nothing is known yet; `cached`, the last known data, not live; `synced`, live; `suspended`, the last known data of what nobody
 * observes, as on a page that has been hidden for long, or after the handle was disposed of; `error`, refused or given up, with the last data
 * where there are any.
 */
export type SyncState<TData> =
  | { readonly status: 'connecting'; readonly data?: undefined; readonly error?: undefined }
  | { readonly status: 'cached'; readonly data: TData; readonly error?: undefined }
  | { readonly status: 'synced'; readonly data: TData; readonly error?: undefined }
  | { readonly status: 'suspended'; readonly data: TData; readonly error?: undefined }
  | { readonly status: 'error'; readonly error: SyncError; readonly data: TData | undefined };
