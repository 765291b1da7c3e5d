import type { ServerRecord } from '../../src/protocol/server-record.js';
import type { TabCall } from '../../src/tabs/multiplexer/tab-call.js';

/**
 * A tab with the plainest client there can be. It throws at whatever a client must never see: an answer that it did not ask for, or a
 * push with something missing before it. What it has let go of while it was under way it lets go of again, as the real client does.
 */
export class ModelTab {
  readonly id: string;
  readonly wanted = new Set<string>();
  readonly asked = new Map<string, { readonly key: string; readonly at: number }>();
  readonly held = new Map<string, { readonly key: string; seq: number }>();
  /** Whether nothing can be under way between it and the leader: then nothing may come of what it has let go of. */
  readonly #isStrict: boolean;
  readonly #call: (call: number, request: TabCall) => void;
  /** When each was taken back. */
  readonly #withdrawn = new Map<string, number>();
  readonly #over = new Map<string, number>();
  /** What is held by an answer that may have been overtaken by its end, as long as no later request was answered with it. */
  readonly #doubted = new Set<string>();
  #calls = 0;
  #requests = 0;
  #moment = 0;

  constructor(id: string, isStrict: boolean, call: (call: number, request: TabCall) => void) {
    this.id = id;
    this.#isStrict = isStrict;
    this.#call = call;
  }

  /** Asks for a key, whether it is held or not. Every tab has the same names for its requests. */
  ask(key: string): void {
    const requestId = `r${++this.#requests}`;
    this.asked.set(requestId, { key, at: ++this.#moment });
    this.#call(++this.#calls, { method: 'subscribe', argument: { entities: [{ requestId, model: 'Task', key }] } });
  }

  /** Lets one subscription go. */
  release(subscriptionId: string): void {
    this.held.delete(subscriptionId);
    this.#over.set(subscriptionId, ++this.#moment);
    this.#call(++this.#calls, { method: 'unsubscribe', argument: { subscriptionId } });
  }

  /** Takes an open request back. */
  withdraw(requestId: string): void {
    this.asked.delete(requestId);
    this.#withdrawn.set(requestId, ++this.#moment);
    this.#call(++this.#calls, { method: 'unsubscribe', argument: { requestId } });
  }

  /** Asks for what is wanted and neither held nor asked for, and lets go of what is not wanted, or in doubt. True where there was something to do. */
  settle(): boolean {
    const doubted = [...this.#doubted].filter(id => this.held.has(id));
    this.#doubted.clear();
    doubted.forEach(id => this.release(id));
    const known = new Set([...this.asked.values(), ...this.held.values()].map(({ key }) => key));
    const missing = [...this.wanted].filter(key => !known.has(key));
    const surplus = [...this.held].filter(([, held]) => !this.wanted.has(held.key)).map(([id]) => id);
    missing.forEach(key => this.ask(key));
    surplus.forEach(id => this.release(id));
    return doubted.length + missing.length + surplus.length > 0;
  }

  receive(record: ServerRecord): void {
    switch (record.method) {
      case 'Subscribed':
        this.#onSubscribed(record.message.requestId, record.message.replaces, record.message.subscriptionId, record.message.version.seq);
        break;
      case 'SubscriptionError':
        if (record.message.requestId === undefined) {
          this.held.delete(record.message.subscriptionId ?? '');
        } else if (!this.asked.delete(record.message.requestId) && !this.#withdrawn.has(record.message.requestId)) {
          throw new Error(`${this.id} was told of a request ${record.message.requestId} that it does not have.`);
        }

        break;
      case 'EntityUpdated': {
        const { subscriptionId, prev, version } = record.message;
        const held = this.held.get(subscriptionId);
        if (!held) {
          this.#letGo(subscriptionId);
        } else if (prev > held.seq) {
          throw new Error(`${this.id} holds ${subscriptionId} at ${held.seq} and missed what came before ${prev}.`);
        } else {
          held.seq = Math.max(held.seq, version.seq);
        }

        break;
      }
    }
  }

  #onSubscribed(requestId: string | undefined, replaces: string | undefined, subscriptionId: string, seq: number): void {
    if (requestId !== undefined && !this.asked.has(requestId) && !this.#withdrawn.has(requestId)) {
      throw new Error(`${this.id} was answered ${requestId}, which it never asked.`);
    }

    const asked = requestId === undefined ? undefined : this.asked.get(requestId);
    const withdrawnAt = this.#withdrawn.get(requestId ?? '');
    if (withdrawnAt !== undefined) {
      // Taken back when it had been answered already, it has ended what others were answered with.
      this.#over.set(subscriptionId, Math.max(withdrawnAt, this.#over.get(subscriptionId) ?? 0));
    }

    const key = asked?.key ?? this.held.get(replaces ?? subscriptionId)?.key ?? this.held.get(subscriptionId)?.key;
    this.asked.delete(requestId ?? '');
    this.held.delete(replaces ?? '');
    if (key === undefined) {
      this.#letGo(subscriptionId);
    } else {
      this.held.set(subscriptionId, { key, seq });
      if (withdrawnAt !== undefined || (asked && asked.at < (this.#over.get(subscriptionId) ?? 0))) {
        this.#doubted.add(subscriptionId);
        this.ask(key);
      } else if (asked) {
        this.#doubted.delete(subscriptionId);
      }
    }
  }

  #letGo(subscriptionId: string): void {
    if (this.#isStrict) {
      throw new Error(`${this.id} was given something of ${subscriptionId}, which it does not hold.`);
    }

    if (!this.held.has(subscriptionId)) {
      this.release(subscriptionId);
    }
  }
}
