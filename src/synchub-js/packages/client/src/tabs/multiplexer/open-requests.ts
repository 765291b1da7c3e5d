import type { SubscribeCollectionRequest, SubscribeEntityRequest, SubscribeManyRequest } from '../../protocol/requests.js';

/** One request of a tab, as the tab made it. */
export type TabRequest =
  | { readonly kind: 'entity'; readonly request: SubscribeEntityRequest }
  | { readonly kind: 'collection'; readonly request: SubscribeCollectionRequest };

export interface OpenRequest {
  /** Undefined where the tab wants it no longer. */
  tab: string | undefined;
  readonly asked: TabRequest;
  readonly askedAt: number;
}

/** The requests that the server has not answered yet, by the names that they have on the connection. */
export class OpenRequests {
  readonly #byWireId = new Map<string, OpenRequest>();
  #ids = 0;

  /** Names a request anew: what tabs call theirs may be the same. */
  add(tab: string, asked: TabRequest, askedAt: number): string {
    const wireId = `t${++this.#ids}`;
    this.#byWireId.set(wireId, { tab, asked, askedAt });
    return wireId;
  }

  get(wireId: string): OpenRequest | undefined {
    return this.#byWireId.get(wireId);
  }

  /** It has been answered. */
  take(wireId: string): OpenRequest | undefined {
    const request = this.#byWireId.get(wireId);
    this.#byWireId.delete(wireId);
    return request;
  }

  /** A tab wants one of its requests no longer, or, without a name, none. Their answers are still to come. */
  abandon(tab: string, requestId?: string): boolean {
    let found = false;
    for (const open of this.#byWireId.values()) {
      if (open.tab === tab && (requestId === undefined || open.asked.request.requestId === requestId)) {
        open.tab = undefined;
        found = true;
      }
    }

    return found;
  }
}

/** The requests of a call, one by one. */
export function requestsOf(call: SubscribeManyRequest): readonly TabRequest[] {
  return [
    ...(call.entities ?? []).map((request): TabRequest => ({ kind: 'entity', request })),
    ...(call.collections ?? []).map((request): TabRequest => ({ kind: 'collection', request })),
  ];
}

/** The call that makes these requests under other names. */
export function callOf(requests: readonly (readonly [wireId: string, asked: TabRequest])[]): SubscribeManyRequest {
  const entities: SubscribeEntityRequest[] = [];
  const collections: SubscribeCollectionRequest[] = [];
  for (const [requestId, asked] of requests) {
    if (asked.kind === 'entity') {
      entities.push({ ...asked.request, requestId });
    } else {
      collections.push({ ...asked.request, requestId });
    }
  }

  return { ...(entities.length > 0 && { entities }), ...(collections.length > 0 && { collections }) };
}
