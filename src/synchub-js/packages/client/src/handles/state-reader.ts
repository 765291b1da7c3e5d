import type { SyncState } from './sync-state.js';

// A reader that falls further behind misses the oldest, never the latest.
const capacity = 64;

/** The present state, then every change, for one `for await`. */
export class StateReader<TData> implements AsyncIterableIterator<SyncState<TData>> {
  readonly #left: (reader: StateReader<TData>) => void;
  readonly #states: SyncState<TData>[] = [];
  #waiting: ((result: IteratorResult<SyncState<TData>, undefined>) => void)[] = [];
  #isOver = false;

  constructor(left: (reader: StateReader<TData>) => void) {
    this.#left = left;
  }

  push(state: SyncState<TData>): void {
    const waiting = this.#waiting.shift();
    if (waiting) {
      waiting({ value: state, done: false });
      return;
    }

    this.#states.push(state);
    if (this.#states.length > capacity) {
      this.#states.shift();
    }
  }

  /** Nothing more comes; what waits can still be read. */
  end(): void {
    this.#isOver = true;
    this.#waiting.forEach(waiting => waiting({ value: undefined, done: true }));
    this.#waiting = [];
  }

  next(): Promise<IteratorResult<SyncState<TData>, undefined>> {
    const value = this.#states.shift();
    return value ? Promise.resolve({ value, done: false })
      : this.#isOver ? Promise.resolve({ value: undefined, done: true })
      : new Promise(resolve => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<SyncState<TData>, undefined>> {
    this.#states.length = 0;
    this.end();
    this.#left(this);
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
