import type { SubscribeCollectionRequest, SubscribeEntityRequest } from '../protocol/requests.js';

/** A request for one entity or one collection. */
export type OutgoingRequest =
  | { readonly entity: SubscribeEntityRequest; readonly collection?: undefined }
  | { readonly entity?: undefined; readonly collection: SubscribeCollectionRequest };

export function requestOf(request: OutgoingRequest): SubscribeEntityRequest | SubscribeCollectionRequest {
  return request.entity ?? request.collection;
}

const utf8 = new TextEncoder();

/** What a request weighs on the wire, in bytes of JSON. */
export function sizeOf(request: OutgoingRequest): number {
  return utf8.encode(JSON.stringify(requestOf(request))).length;
}

/** The same request for less, for where it is too large: without the keys the server may still have the page in mind; if not, it answers with a snapshot. */
export function shorterThan(request: OutgoingRequest): OutgoingRequest | undefined {
  if (!request.collection?.knownKeys) {
    return undefined;
  }

  const { knownKeys: _, ...collection } = request.collection;
  return { collection };
}
