import type { Json } from '../../json/json.js';
import type { AuthenticateRequest, HelloRequest, SubscribeManyRequest, UnsubscribeRequest } from '../../protocol/requests.js';

/** A call on a connection, as a value that can travel between tabs. */
export type TabCall =
  | { readonly method: 'hello'; readonly argument: HelloRequest }
  | { readonly method: 'authenticate'; readonly argument: AuthenticateRequest }
  | { readonly method: 'subscribe'; readonly argument: SubscribeManyRequest }
  | { readonly method: 'send'; readonly argument: Json }
  | { readonly method: 'unsubscribe'; readonly argument: UnsubscribeRequest };

/** What became of a call. `code` is there where the error was a `SyncError`. */
export type TabCallOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code?: string; readonly message: string; readonly retryable?: boolean };
