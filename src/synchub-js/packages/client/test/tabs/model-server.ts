import type { MultiplexerEvent } from '../../src/tabs/multiplexer/multiplexer-event.js';
import { requestsOf } from '../../src/tabs/multiplexer/open-requests.js';
import type { TabCall } from '../../src/tabs/multiplexer/tab-call.js';

type Work = { readonly kind: 'subscribe'; readonly requestId: string; readonly key: string } | { readonly kind: 'move'; readonly replaces: string; readonly key: string };

/**
 * One connection of a server, in the order in which the real one does things: invocations one after the other, requests served later
 * one after the other, everything that leaves in one line. Nothing happens but by its methods.
 */
export class ModelServer {
  readonly seqs = new Map<string, number>();
  readonly invocations: { readonly ticket: number; readonly call: TabCall }[] = [];
  readonly work: Work[] = [];
  readonly outgoing: MultiplexerEvent[] = [];
  readonly active = new Map<string, { readonly key: string; readonly replaced: string | undefined }>();
  readonly #moving = new Map<string, Work>();
  #scope = 0;

  seqOf(key: string): number {
    return this.seqs.get(key) ?? 0;
  }

  /** Takes the next invocation on. */
  accept(): void {
    const next = this.invocations.shift();
    if (next?.call.method === 'subscribe') {
      for (const { request } of requestsOf(next.call.argument)) {
        this.work.push({ kind: 'subscribe', requestId: request.requestId, key: 'key' in request ? String(request.key) : request.model });
      }
    } else if (next?.call.method === 'unsubscribe' && next.call.argument.subscriptionId !== undefined) {
      this.#unsubscribe(next.call.argument.subscriptionId);
    }

    if (next) {
      this.outgoing.push({ kind: 'returned', ticket: next.ticket, outcome: { ok: true, value: undefined } });
    }
  }

  /** Answers the next request. */
  serve(fails = false): void {
    const work = this.work.shift();
    if (!work || (work.kind === 'move' && this.#moving.get(work.replaces) !== work)) {
      return;
    }

    if (work.kind === 'subscribe' && fails) {
      this.#send({ method: 'SubscriptionError', message: { requestId: work.requestId, code: 'source-unavailable', error: 'away', retryable: true, ended: true } });
      return;
    }

    const subscriptionId = `${work.key}@${this.#scope}`;
    const replaces = work.kind === 'move' ? work.replaces : undefined;
    if (replaces !== undefined) {
      this.#moving.delete(replaces);
    }

    if (!this.active.has(subscriptionId)) {
      this.active.set(subscriptionId, { key: work.key, replaced: replaces });
    }

    this.#send({
      method: 'Subscribed',
      message: {
        ...(work.kind === 'subscribe' ? { requestId: work.requestId } : { replaces: work.replaces }),
        subscriptionId, kind: 'entity', model: 'Task', keyName: 'id', mode: 'snapshot', version: this.#versionOf(work.key),
      },
    });
  }

  /** An entity changes. */
  change(key: string): void {
    const prev = this.seqOf(key);
    this.seqs.set(key, prev + 1);
    const subscriptionId = `${key}@${this.#scope}`;
    if (this.active.has(subscriptionId)) {
      this.#send({ method: 'EntityUpdated', message: { subscriptionId, id: key, change: {}, version: this.#versionOf(key), prev } });
    }
  }

  /** Somebody may see something else: everything moves. */
  rejudge(): void {
    this.#scope++;
    for (const [replaces, { key }] of this.active) {
      this.active.delete(replaces);
      const move: Work = { kind: 'move', replaces, key };
      this.#moving.set(replaces, move);
      this.work.push(move);
    }
  }

  /** A subscription ends by itself. */
  end(subscriptionId: string): void {
    if (this.active.delete(subscriptionId)) {
      this.#send({ method: 'SubscriptionError', message: { subscriptionId, code: 'internal-error', error: 'over', retryable: true, ended: true } });
    }
  }

  #unsubscribe(subscriptionId: string): void {
    const wasMoving = this.#moving.delete(subscriptionId);
    const found = this.active.has(subscriptionId) ? subscriptionId : [...this.active].find(([, active]) => active.replaced === subscriptionId)?.[0];
    if (found !== undefined) {
      this.active.delete(found);
    } else if (!wasMoving) {
      this.#send({ method: 'SubscriptionError', message: { subscriptionId, code: 'invalid-request', error: 'no such subscription', retryable: false, ended: true } });
    }
  }

  #versionOf(key: string): { seq: number; epoch: string; timestamp: string } {
    return { seq: this.seqOf(key), epoch: 'e', timestamp: '2026-11-22T10:00:00.0000000Z' };
  }

  #send(record: (MultiplexerEvent & { kind: 'received' })['record']): void {
    this.outgoing.push({ kind: 'received', record });
  }
}
