import type { SubscribeManyRequest, UnsubscribeRequest } from '../../protocol/requests.js';
import type { ServerRecord } from '../../protocol/server-record.js';
import type { Subscribed } from '../../protocol/subscribed.js';
import type { SubscriptionError } from '../../protocol/subscription-error.js';
import { EndedIds } from './ended-ids.js';
import { Holders } from './holders.js';
import type { MultiplexerEffect, MultiplexerEvent } from './multiplexer-event.js';
import { callOf, OpenRequests, requestsOf } from './open-requests.js';
import type { OpenRequest } from './open-requests.js';
import { SignIns } from './sign-ins.js';
import type { SignInStep } from './sign-ins.js';
import type { TabCall, TabCallOutcome } from './tab-call.js';

/** How many calls of one tab may be under way. A client has one at a time, and as many as its application sends messages. */
export const maxCallsOfTab = 1_000;

/** What to do when a call of the real connection has returned. */
type Ticket =
  | { readonly for: 'tab'; readonly tab: string; readonly call: number; readonly wireIds: readonly string[] }
  | { readonly for: 'signIn' }
  | { readonly for: 'again'; readonly wireId: string }
  | { readonly for: 'nobody' };

/**
 * Many tabs' calls and subscriptions on one connection. Decides and does nothing: each event yields the effects that follow from it.
 *
 * A subscription id that several tabs hold is one subscription to the server, which answers each request for it and sends each push
 * once; it is told to end it when the last of them lets go. Requests and endings are in the order of their moments: an answer with
 * an id that the server was told to end after it had been asked may be over, so the request is made once more, and the tab hears
 * that answer only.
 */
export class Multiplexer {
  readonly #now: () => number;
  readonly #callsOf = new Map<string, number>();
  readonly #requests = new OpenRequests();
  readonly #holders = new Holders();
  readonly #ended = new EndedIds();
  readonly #signIns = new SignIns();
  readonly #tickets = new Map<number, Ticket>();
  #lastTicket = 0;
  #moment = 0;
  #effects: MultiplexerEffect[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes one event; the effects are to be done in order, and before the next event's. */
  handle(event: MultiplexerEvent): readonly MultiplexerEffect[] {
    this.#effects = [];
    switch (event.kind) {
      case 'joined':
        this.#callsOf.set(event.tab, 0);
        break;
      case 'left':
        this.#leave(event.tab);
        break;
      case 'called':
        this.#called(event.tab, event.call, event.request);
        break;
      case 'returned':
        this.#returned(event.ticket, event.outcome);
        break;
      case 'received':
        this.#received(event.record);
        break;
    }

    return this.#effects;
  }

  #leave(tab: string): void {
    this.#callsOf.delete(tab);
    this.#requests.abandon(tab);
    this.#signIns.forget(tab);
    for (const subscriptionId of this.#holders.heldBy(tab)) {
      this.#release(tab, subscriptionId);
    }
  }

  #called(tab: string, call: number, request: TabCall): void {
    const calls = this.#callsOf.get(tab);
    if (calls === undefined) {
      return;
    }

    this.#callsOf.set(tab, calls + 1);
    if (calls >= maxCallsOfTab) {
      const message = `${maxCallsOfTab} calls of this tab are under way; await some of them before '${request.method}'.`;
      this.#answer(tab, call, { ok: false, code: 'limit-exceeded', message, retryable: true });
      return;
    }

    switch (request.method) {
      case 'subscribe':
        this.#subscribe(tab, call, request.argument);
        break;
      case 'unsubscribe':
        this.#unsubscribe(tab, request.argument);
        this.#answer(tab, call, { ok: true, value: undefined });
        break;
      case 'authenticate':
        this.#signIn(this.#signIns.ask({ tab, call, secret: request.argument.secret }, this.#now()));
        break;
      default:
        this.#call(request, { for: 'tab', tab, call, wireIds: [] });
    }
  }

  #subscribe(tab: string, call: number, many: SubscribeManyRequest): void {
    const askedAt = ++this.#moment;
    const named = requestsOf(many).map(asked => [this.#requests.add(tab, asked, askedAt), asked] as const);
    this.#call({ method: 'subscribe', argument: callOf(named) }, { for: 'tab', tab, call, wireIds: named.map(([wireId]) => wireId) });
  }

  #unsubscribe(tab: string, { subscriptionId, requestId }: UnsubscribeRequest): void {
    // A request is never taken back at the server: it may have become by now what another tab holds.
    if (requestId !== undefined && this.#requests.abandon(tab, requestId)) {
      return;
    }

    const held = subscriptionId ?? (requestId === undefined ? undefined : this.#holders.ofRequest(tab, requestId));
    // Nor is what the tab does not hold: the server may know it by another name already, under which others hold it.
    if (held !== undefined && this.#holders.holds(tab, held)) {
      this.#release(tab, held);
    }
  }

  #returned(number: number, outcome: TabCallOutcome): void {
    const ticket = this.#tickets.get(number);
    this.#tickets.delete(number);
    switch (ticket?.for) {
      case 'tab':
        if (!outcome.ok) {
          // Refused as a whole: the tab knows by this that none of them will be answered.
          ticket.wireIds.forEach(wireId => this.#requests.take(wireId));
        }

        this.#answer(ticket.tab, ticket.call, outcome);
        break;
      case 'signIn':
        this.#signIn(this.#signIns.returned(outcome, this.#now()));
        break;
      case 'again':
        if (!outcome.ok) {
          this.#fail(ticket.wireId, outcome);
        }

        break;
    }
  }

  #received(record: ServerRecord): void {
    switch (record.method) {
      case 'Subscribed':
        this.#onSubscribed(record.message);
        break;
      case 'SubscriptionError':
        this.#onError(record.message);
        break;
      case 'Position':
      case 'Closing':
      case 'Message':
        this.#deliver([...this.#callsOf.keys()], record);
        break;
      default:
        this.#onPush(record.message.subscriptionId, record);
    }
  }

  #onSubscribed(answer: Subscribed): void {
    if (answer.requestId === undefined) {
      this.#onRefreshed(answer);
      return;
    }

    const open = this.#requests.take(answer.requestId);
    if (open?.tab === undefined) {
      this.#endUnlessHeld(answer.subscriptionId);
    } else if (this.#ended.momentOf(answer.subscriptionId) > open.askedAt) {
      this.#askAgain(open.tab, open);
    } else {
      const { requestId } = open.asked.request;
      this.#holders.add(answer.subscriptionId, open.tab, { requestId, askedAt: open.askedAt });
      this.#deliver([open.tab], { method: 'Subscribed', message: { ...answer, requestId } });
    }
  }

  #onRefreshed(fresh: Subscribed): void {
    const { replaces, subscriptionId } = fresh;
    const endedAt = Math.max(this.#ended.momentOf(subscriptionId), replaces === undefined ? -Infinity : this.#ended.momentOf(replaces));
    if (replaces !== undefined) {
      this.#holders.move(replaces, subscriptionId);
      this.#ended.add(replaces, -Infinity);
    }

    if (this.#holders.isHeld(subscriptionId)) {
      this.#deliver(this.#holders.of(subscriptionId), { method: 'Subscribed', message: fresh });
    } else if (replaces !== undefined || !this.#ended.has(subscriptionId)) {
      this.#endUnlessHeld(subscriptionId);
    }

    if (replaces !== undefined) {
      // The server knows what has moved by both names: what it was told to end may have been this.
      this.#doubt(subscriptionId, endedAt);
    }
  }

  #onError(error: SubscriptionError): void {
    const { requestId, subscriptionId } = error;
    if (requestId !== undefined) {
      const open = error.ended ? this.#requests.take(requestId) : this.#requests.get(requestId);
      if (open?.tab !== undefined) {
        this.#deliver([open.tab], { method: 'SubscriptionError', message: { ...error, requestId: open.asked.request.requestId } });
      }
    } else if (subscriptionId === undefined) {
      this.#deliver([...this.#callsOf.keys()], { method: 'SubscriptionError', message: error });
    } else {
      const tabs = this.#holders.of(subscriptionId);
      if (error.ended) {
        tabs.forEach(tab => this.#holders.remove(subscriptionId, tab));
      }

      this.#deliver(tabs, { method: 'SubscriptionError', message: error });
    }
  }

  #onPush(subscriptionId: string, push: ServerRecord): void {
    if (this.#holders.isHeld(subscriptionId)) {
      this.#deliver(this.#holders.of(subscriptionId), push);
    } else if (!this.#ended.has(subscriptionId)) {
      this.#endUnlessHeld(subscriptionId);
    }
  }

  #release(tab: string, subscriptionId: string): void {
    this.#holders.remove(subscriptionId, tab);
    this.#endUnlessHeld(subscriptionId);
  }

  #endUnlessHeld(subscriptionId: string): void {
    if (!this.#holders.isHeld(subscriptionId)) {
      this.#ended.add(subscriptionId, ++this.#moment);
      this.#call({ method: 'unsubscribe', argument: { subscriptionId } }, { for: 'nobody' });
    }
  }

  #askAgain(tab: string, { asked }: OpenRequest): void {
    const wireId = this.#requests.add(tab, asked, ++this.#moment);
    this.#call({ method: 'subscribe', argument: callOf([[wireId, asked]]) }, { for: 'again', wireId });
  }

  /** What was asked for before an ending may be over: those tabs ask anew. */
  #doubt(subscriptionId: string, endedAt: number): void {
    const tabs = this.#holders.askedBefore(subscriptionId, endedAt);
    if (tabs.length > 0) {
      const error = 'The subscription may have ended with the one whose place it took; ask again.';
      const message = { subscriptionId, code: 'source-unavailable', error, retryable: true, ended: true, retryAfterMs: 0 };
      this.#deliver(tabs, { method: 'SubscriptionError', message });
      tabs.forEach(tab => this.#release(tab, subscriptionId));
    }
  }

  #fail(wireId: string, outcome: TabCallOutcome & { ok: false }): void {
    const open = this.#requests.take(wireId);
    if (open?.tab !== undefined) {
      const { code = 'request-failed', message: error, retryable = outcome.code === undefined } = outcome;
      const message = { requestId: open.asked.request.requestId, code, error, retryable, ended: true };
      this.#deliver([open.tab], { method: 'SubscriptionError', message });
    }
  }

  #signIn(steps: readonly SignInStep[]): void {
    for (const step of steps) {
      if (step.kind === 'ask') {
        this.#call({ method: 'authenticate', argument: { secret: step.secret } }, { for: 'signIn' });
      } else {
        this.#answer(step.tab, step.call, step.outcome);
      }
    }
  }

  #call(request: TabCall, ticket: Ticket): void {
    this.#tickets.set(++this.#lastTicket, ticket);
    this.#effects.push({ kind: 'call', ticket: this.#lastTicket, request });
  }

  #answer(tab: string, call: number, outcome: TabCallOutcome): void {
    const calls = this.#callsOf.get(tab);
    if (calls !== undefined) {
      this.#callsOf.set(tab, calls - 1);
      this.#effects.push({ kind: 'answer', tab, call, outcome });
    }
  }

  #deliver(tabs: readonly string[], record: ServerRecord): void {
    if (tabs.length > 0) {
      this.#effects.push({ kind: 'deliver', tabs, record });
    }
  }
}
