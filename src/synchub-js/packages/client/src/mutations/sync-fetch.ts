import type { Fetch } from './mutation-exchange.js';
import type { SyncMutation } from './sync-mutation.js';

/** What a request is made with, and the mutation that it is made for, if any. */
export interface SyncRequestInit extends RequestInit {
  readonly mutation?: SyncMutation;
}

/**
 * `fetch`, but for one more member of `init`: with a `mutation`, the request carries its id, and what the server answers decides over it. Without one,
 * the request passes as it is. The server needs `app.UseSyncHubMutations()`.
 */
export function syncFetch(input: RequestInfo | URL, init: SyncRequestInit = {}, inner: Fetch = (...request) => fetch(...request)): Promise<Response> {
  const { mutation, ...rest } = init;
  return mutation ? mutation.via(tied => tied(input, rest), inner) : inner(input, rest);
}
