import { requestOf, sizeOf, type OutgoingRequest } from './outgoing-request.js';

/** What leaves in one go. */
export type OutgoingCall =
  | { readonly requests: readonly OutgoingRequest[]; readonly unsubscribeIds?: undefined }
  | { readonly requests?: undefined; readonly unsubscribeIds: readonly string[] };

type Item =
  | { readonly request: OutgoingRequest; readonly requestId: string; readonly size: number }
  | { readonly request?: undefined; readonly subscriptionId: string };

export const maxBatchRequests = 500;

// Room for the call around the requests: message type, method name, invocation id.
const envelope = 512;

/**
 * What waits to be sent, in order. Requests that stand next to each other leave as one call, as many as fit below half of what the server
 * reads. At most one request and one unsubscription per subscription wait here at a time.
 */
export class Outbox {
  /** The size that a call stays below, in bytes. */
  batchBytes: number = Infinity;

  /** How many requests a call holds at most. */
  batchRequests: number = maxBatchRequests;

  // A set keeps the order of insertion and lets go anywhere.
  readonly #items = new Set<Item>();
  readonly #requests = new Map<string, Item>();

  /** False where the request alone is too large to send. */
  add(request: OutgoingRequest): boolean {
    const size = sizeOf(request);
    if (size + envelope >= this.batchBytes) {
      return false;
    }

    const item = { request, size, requestId: requestOf(request).requestId };
    this.#items.add(item);
    this.#requests.set(item.requestId, item);
    return true;
  }

  addUnsubscribe(subscriptionId: string): void {
    this.#items.add({ subscriptionId });
  }

  /** Takes a request back that has not been sent. */
  remove(requestId: string): void {
    const item = this.#requests.get(requestId);
    if (item) {
      this.#items.delete(item);
      this.#requests.delete(requestId);
    }
  }

  clear(): void {
    this.#items.clear();
    this.#requests.clear();
  }

  /** The next call; undefined where nothing waits. */
  take(): OutgoingCall | undefined {
    const requests: OutgoingRequest[] = [];
    const unsubscribeIds: string[] = [];
    let size = envelope;
    for (const item of this.#items) {
      if (item.request) {
        // One more for the comma.
        const isFull = requests.length >= this.batchRequests || (requests.length > 0 && size + item.size >= this.batchBytes);
        if (isFull || unsubscribeIds.length > 0) {
          break;
        }

        size += item.size + 1;
        requests.push(item.request);
        this.remove(item.requestId);
      } else {
        if (requests.length > 0 || unsubscribeIds.length >= maxBatchRequests) {
          break;
        }

        unsubscribeIds.push(item.subscriptionId);
        this.#items.delete(item);
      }
    }

    return requests.length > 0 ? { requests } : unsubscribeIds.length > 0 ? { unsubscribeIds } : undefined;
  }
}
