import type { SyncMutation } from './sync-mutation.js';

/** Mutations, the oldest first, for a user interface to follow. */
export class MutationList {
  readonly #listeners: Set<() => void> = new Set();
  #items: readonly SyncMutation[] = [];

  /** The mutations as they are now. The very same array until one comes or goes. */
  get items(): readonly SyncMutation[] {
    return this.#items;
  }

  /**
   * Has a listener called whenever `items` is another array.
   * @returns Ends that.
   */
  subscribe(listener: () => void): () => void {
    // A function of its own for each call: the same listener twice is two.
    const call = (): void => listener();
    this.#listeners.add(call);
    return () => void this.#listeners.delete(call);
  }

  /** @internal */
  put(items: readonly SyncMutation[]): void {
    this.#items = items;
  }

  /** @internal */
  get listeners(): readonly (() => void)[] {
    return [...this.#listeners];
  }
}
