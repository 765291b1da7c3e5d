import type { SyncVersion } from '../protocol/sync-version.js';
import type { RowStatus } from '../mutations/row-status.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { disposedError } from '../sync-error.js';
import type { HandleHost } from './handle-host.js';
import { judgePosition } from './position-waiter.js';
import type { Published } from './published.js';
import { StateReader } from './state-reader.js';
import type { SyncState } from './sync-state.js';

interface Waiter {
  /** True where what is shown has ended the waiting. */
  settle(published: Published): boolean;
  fail(reason: unknown): void;
}

/** What every handle does, whatever it is on, as the table sees it: shows the present state, tells of changes, ends. */
export class Handle<TData = unknown> {
  readonly suspendDelay: number;
  readonly #host: HandleHost;
  readonly #listeners = new Set<(state: SyncState<TData>) => void>();
  readonly #readers = new Set<StateReader<TData>>();
  readonly #waiters = new Set<Waiter>();
  readonly #name: string;
  #subscription: Subscription;
  #told: SyncState<unknown>;
  #isTelling = false;
  #isOver = false;

  constructor(host: HandleHost, name: string, subscription: Subscription, suspendDelay: number) {
    this.#host = host;
    this.#name = name;
    this.#subscription = subscription;
    this.#told = subscription.published.state;
    this.suspendDelay = suspendDelay;
  }

  get subscription(): Subscription {
    return this.#subscription;
  }

  get state(): SyncState<TData> {
    return this.#subscription.published.state as SyncState<TData>;
  }

  get version(): SyncVersion | undefined {
    return this.#subscription.published.version;
  }

  get status(): RowStatus {
    return this.#subscription.published.status;
  }

  /** The subscription shows something else, or the same at another position. */
  onPublished(): void {
    const { published } = this.#subscription;
    for (const waiter of [...this.#waiters]) {
      if (waiter.settle(published)) {
        this.#waiters.delete(waiter);
      }
    }

    if (published.state !== this.#told && !this.#isTelling) {
      this.#isTelling = true;
      this.#host.turns.post(() => this.#tell());
    }
  }

  subscribe(listener: (state: SyncState<TData>) => void): () => void {
    // Wrapped, so that whoever subscribes twice is told twice and leaves by one.
    const own = (state: SyncState<TData>): void => listener(state);
    if (!this.#isOver) {
      this.#listeners.add(own);
    }

    return () => void this.#listeners.delete(own);
  }

  states(): AsyncIterableIterator<SyncState<TData>> {
    const reader = new StateReader<TData>(left => this.#readers.delete(left));
    if (this.#isOver) {
      reader.end();
    } else {
      reader.push(this.state);
      this.#readers.add(reader);
    }

    return reader;
  }

  whenSynced(signal?: AbortSignal): Promise<TData> {
    return this.#wait(signal, ({ state }, resolve) => {
      if (state.status === 'synced') {
        resolve(state.data as TData);
      }
    });
  }

  whenSeq(target: SyncVersion, signal?: AbortSignal): Promise<void> {
    const requestsBefore = this.#subscription.state.requests;
    let hasAsked = false;
    return this.#wait<void>(signal, (published, resolve) => {
      const verdict = judgePosition(target, requestsBefore, published);
      if (verdict === 'reached') {
        resolve();
      } else if (verdict === 'ask' && !hasAsked) {
        hasAsked = true;
        this.#host.turns.post(() => this.#host.askAgain(this as Handle));
      }
    });
  }

  retry(): void {
    if (this.#isOver) {
      throw disposedError(this.#name);
    }

    this.#host.retry(this as Handle);
  }

  dispose(): void {
    if (!this.#isOver) {
      this.end();
      this.#host.release(this as Handle);
    }
  }

  /** Tells nobody anything any more. */
  end(): void {
    this.#isOver = true;
    this.#listeners.clear();
    this.#readers.forEach(reader => reader.end());
    this.#readers.clear();
    this.#waiters.forEach(waiter => waiter.fail(disposedError(this.#name)));
    this.#waiters.clear();
  }

  #tell(): void {
    this.#isTelling = false;
    const { state } = this;
    if (this.#isOver || state === this.#told) {
      return;
    }

    this.#told = state;
    this.#readers.forEach(reader => reader.push(state));
    for (const listener of [...this.#listeners]) {
      this.#host.turns.contain(() => listener(state));
    }
  }

  #wait<T>(signal: AbortSignal | undefined, judge: (published: Published, resolve: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#isOver) {
        throw disposedError(this.#name);
      }

      signal?.throwIfAborted();
      let isSettled = false;
      const settled = (then: () => void): void => {
        isSettled = true;
        signal?.removeEventListener('abort', abort);
        then();
      };
      const waiter: Waiter = {
        settle: published => {
          if (published.state.status === 'error') {
            const { error } = published.state;
            settled(() => reject(error));
          } else {
            judge(published, value => settled(() => resolve(value)));
          }

          return isSettled;
        },
        fail: reason => settled(() => reject(reason)),
      };
      const abort = (): void => {
        this.#waiters.delete(waiter);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      if (!waiter.settle(this.#subscription.published)) {
        this.#waiters.add(waiter);
      }
    });
  }
}
