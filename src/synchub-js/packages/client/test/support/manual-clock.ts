import type { Clock } from '../../src/clock.js';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 10, 22);
  #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  #ids = 0;

  /** The waits of all timers that are running, the shortest first; milliseconds. */
  get waits(): readonly number[] {
    return [...this.#timers.values()].map(({ at }) => at - this.#now).sort((one, other) => one - other);
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): number {
    this.#timers.set(++this.#ids, { at: this.#now + milliseconds, callback });
    return this.#ids;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  /** Lets time pass; timers go off in their order, those that are started on the way included. What they set off has settled when it resolves. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at);
      if (!next) {
        break;
      }

      const [id, { at, callback }] = next;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, at);
      callback();
      await settled();
    }

    this.#now = end;
    await settled();
  }
}

/** Resolves when all that has been set off by promises has run: nothing in the client waits for anything but promises and its clock. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
