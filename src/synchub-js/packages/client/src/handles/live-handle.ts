import type { SyncVersion } from '../protocol/sync-version.js';
import type { Handle } from './handle.js';
import type { SyncState } from './sync-state.js';

/**
 * A handle on something that the server keeps up to date. It is the same object through every break and return; dispose of it when nobody looks
 * any more. What it shows never changes: what did not change in the next state are the same objects.
 */
export class LiveHandle<TData> {
  readonly #handle: Handle<TData>;

  constructor(handle: Handle<TData>) {
    this.#handle = handle;
  }

  /** The present state: the very same object until something changes. After `dispose()`: what became of the subscription. */
  get state(): SyncState<TData> {
    return this.#handle.state;
  }

  /** The last known data; undefined where nothing is known. */
  get data(): TData | undefined {
    return this.#handle.state.data;
  }

  /** The position that the data is complete to; undefined where nothing is known. It advances untold while nothing changes. */
  get version(): SyncVersion | undefined {
    return this.#handle.version;
  }

  /**
   * Has the listener called after each change of `state`, once for changes that come together. What it throws is reported as `callbackFailed`.
   * @returns Ends that.
   */
  subscribe(listener: (state: SyncState<TData>) => void): () => void {
    return this.#handle.subscribe(listener);
  }

  /** The present state, then every change, until the handle or the client is disposed of. A reader that falls more than 64 behind misses the oldest. */
  states(): AsyncIterableIterator<SyncState<TData>> {
    return this.#handle.states();
  }

  /** The same as `states()`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<SyncState<TData>> {
    return this.states();
  }

  /**
   * Waits until the data is live, and resolves with it.
   * @param signal Ends the waiting; the subscription goes on.
   * @throws {SyncError} The handle is or comes into the state `error`, or it is disposed of (`disposed`).
   */
  whenSynced(signal?: AbortSignal): Promise<TData> {
    return this.#handle.whenSynced(signal);
  }

  /**
   * Waits until the data holds a change: resolves when `version` is at or beyond the position given, whether or not anything shown has changed.
   * Where it is of another epoch, the answer to a request that was made after this call counts; one is made where none is under way.
   * @param signal Ends the waiting; the subscription goes on.
   * @throws {SyncError} The handle is or comes into the state `error`, or it is disposed of (`disposed`).
   */
  whenSeq(version: SyncVersion, signal?: AbortSignal): Promise<void> {
    return this.#handle.whenSeq(version, signal);
  }

  /** Asks again after an error, and has a client that has given up connect again. Does nothing in the other states. */
  retry(): void {
    this.#handle.retry();
  }

  /** Releases the handle: it tells nothing more. The last release of a subscription starts its suspend delay. Further calls do nothing. */
  dispose(): void {
    this.#handle.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
