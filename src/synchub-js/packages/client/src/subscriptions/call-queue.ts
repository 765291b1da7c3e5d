import type { Session } from '../connection/session.js';
import type { Turns } from '../loop/turns.js';
import type { HelloLimits } from '../protocol/hello-response.js';
import type { SubscribeManyRequest } from '../protocol/requests.js';
import type { SubscriptionError } from '../protocol/subscription-error.js';
import { messageOf, SyncError } from '../sync-error.js';
import { maxBatchRequests, Outbox, type OutgoingCall } from './outbox.js';
import { requestOf, shorterThan, sizeOf, type OutgoingRequest } from './outgoing-request.js';

/** Sends what subscriptions ask for, one call at a time, so that calls leave in order and requests gather while one is under way. */
export class CallQueue {
  readonly #turns: Turns;
  readonly #refused: (error: SubscriptionError) => void;
  readonly #outbox = new Outbox();
  #session: Session | undefined;
  #isSending = false;
  #isScheduled = false;

  constructor(turns: Turns, refused: (error: SubscriptionError) => void) {
    this.#turns = turns;
    this.#refused = refused;
  }

  get isStarted(): boolean {
    return this.#session !== undefined;
  }

  start(session: Session, limits: HelloLimits | undefined): void {
    this.#session = session;
    this.#outbox.batchBytes = session.receiveBytes / 2;

    // A call with more requests than a connection may hold is refused as a whole, those that it could hold included.
    this.#outbox.batchRequests = Math.min(limits?.subscriptionsPerConnection || maxBatchRequests, maxBatchRequests);
  }

  /** The connection is gone, and with it whatever has not been sent. */
  stop(): void {
    this.#session = undefined;
    this.#isSending = false;
    this.#outbox.clear();
  }

  add(request: OutgoingRequest): void {
    const shorter = shorterThan(request);
    if (!this.#outbox.add(request) && !(shorter && this.#outbox.add(shorter))) {
      const { model } = requestOf(request);
      const message = `A request for ${model} takes ${sizeOf(shorter ?? request)} bytes, more than the server reads in one message; use a shorter ${request.entity ? 'key' : 'filter'}.`;

      // Not at once: the request is part of a transition that is still under way.
      queueMicrotask(() => this.#refuse([request], 'limit-exceeded', message, false));
    }

    this.#schedule();
  }

  addUnsubscribe(subscriptionId: string): void {
    this.#outbox.addUnsubscribe(subscriptionId);
    this.#schedule();
  }

  /** Takes a request back that has not been sent. */
  remove(requestId: string): void {
    this.#outbox.remove(requestId);
  }

  // What is asked for in one go leaves in one call.
  #schedule(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      queueMicrotask(() => {
        this.#isScheduled = false;
        this.#send();
      });
    }
  }

  #send(): void {
    const session = this.#session;
    const call = session && !this.#isSending ? this.#outbox.take() : undefined;
    if (session && call) {
      this.#isSending = true;
      makeCall(session, call).then(() => this.#sent(session, call), (error: unknown) => this.#sent(session, call, error ?? 'unknown'));
    }
  }

  #sent(session: Session, call: OutgoingCall, error?: unknown): void {
    if (session !== this.#session) {
      return;
    }

    this.#isSending = false;
    if (error !== undefined && call.requests) {
      const reason = error instanceof SyncError ? error : undefined;
      this.#refuse(call.requests, reason?.code ?? 'request-failed', messageOf(error), !reason);
    }

    this.#send();
  }

  #refuse(requests: readonly OutgoingRequest[], code: string, error: string, retryable: boolean): void {
    this.#turns.run(() => {
      for (const request of requests) {
        this.#refused({ requestId: requestOf(request).requestId, code, error, retryable, ended: true });
      }
    });
  }
}

async function makeCall({ connection }: Session, { requests, unsubscribeIds }: OutgoingCall): Promise<void> {
  if (requests) {
    return connection.subscribe(toCall(requests));
  }

  for (const subscriptionId of unsubscribeIds) {
    await connection.unsubscribe({ subscriptionId });
  }
}

function toCall(requests: readonly OutgoingRequest[]): SubscribeManyRequest {
  const entities = requests.flatMap(({ entity }) => entity ?? []);
  const collections = requests.flatMap(({ collection }) => collection ?? []);
  return { ...(entities.length > 0 && { entities }), ...(collections.length > 0 && { collections }) };
}
