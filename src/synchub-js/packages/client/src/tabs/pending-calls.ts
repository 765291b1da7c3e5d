import type { TabCallOutcome } from './multiplexer/tab-call.js';
import { errorOf } from './tab-error.js';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A tab's calls that the leader has not answered; as many as the multiplexer allows a tab. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  /** Names a call, has it sent, and waits for what it comes to; a signal ends only the waiting. */
  async run(send: (call: number) => void, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const call = ++this.#last;
    const giveUp = (): void => {
      const pending = this.#pending.get(call);
      this.#pending.delete(call);
      pending?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp);
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#pending.set(call, { resolve, reject });
        send(call);
      });
    } finally {
      this.#pending.delete(call);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  settle(call: number, outcome: TabCallOutcome): void {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    if (outcome.ok) {
      pending?.resolve(outcome.value);
    } else {
      pending?.reject(errorOf(outcome));
    }
  }

  /** Nothing will be answered any more. */
  rejectAll(error: Error): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    pending.forEach(call => call.reject(error));
  }
}
