import type { Json, JsonObject } from '../json/json.js';
import type { SyncKey } from './sync-key.js';

/** Agrees on a version of the protocol. */
export interface HelloRequest {
  readonly protocols: readonly number[];
  readonly features?: readonly string[];
}

/** Asks for one entity, or for what a resolver says about a key. */
export interface SubscribeEntityRequest {
  readonly requestId: string;
  readonly model: string;
  readonly key: SyncKey;
  readonly lastSeq?: number;
  readonly epoch?: string;
}

/** In which order rows come: property names with ASC or DESC, the first one first. */
export type WireOrder = JsonObject | readonly JsonObject[];

/** What a collection is asked for; every part may be left out. */
export interface CollectionQuery {
  /** Which rows, all without it. */
  readonly filter?: JsonObject;

  /** In which order, the key's without it. The key is always the last tie-break. */
  readonly order?: WireOrder;

  /** How many rows at most. */
  readonly top?: number;

  /** How many of the first are left out. */
  readonly skip?: number;

  /** False asks for no count of all matches. */
  readonly total?: boolean;
}

/** Asks for the rows that match a query. */
export interface SubscribeCollectionRequest extends CollectionQuery {
  readonly requestId: string;
  readonly model: string;
  readonly lastSeq?: number;
  readonly epoch?: string;
  readonly knownKeys?: readonly SyncKey[];
}

/** Many requests in one call, each answered for itself. */
export interface SubscribeManyRequest {
  readonly entities?: readonly SubscribeEntityRequest[];
  readonly collections?: readonly SubscribeCollectionRequest[];
}

/** Ends a subscription, or takes a request back that has not been answered. */
export interface UnsubscribeRequest {
  readonly subscriptionId?: string;
  readonly requestId?: string;
}

/** Signs in on the running connection. */
export interface AuthenticateRequest {
  readonly secret: string;
}

/** Any JSON, for the application's own handler. */
export type SendRequest = Json;
