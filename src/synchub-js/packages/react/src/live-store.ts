import { SyncError, type LiveHandle, type SyncState } from '@synchub/client';
import type { LiveSource } from './live-source.js';

const connecting: SyncState<never> = { status: 'connecting' };

/**
 * One source as `useSyncExternalStore` wants it. Rendering only looks; the handle is acquired when React subscribes, which it does for what is on the
 * page alone, and released when React unsubscribes. So a rendering that comes to nothing leaves nothing behind.
 */
export class LiveStore<TData> {
  readonly #source: LiveSource<TData>;
  #handle: LiveHandle<TData> | undefined;
  #failure: SyncState<TData> | undefined;
  #suspended: SyncState<TData> | undefined;
  #awaited: SyncState<TData> = connecting;

  constructor(source: LiveSource<TData>) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const handle = this.#open();
    this.#handle = handle;
    handle?.subscribe(listener);
    return () => {
      handle?.dispose();
      if (this.#handle === handle) {
        this.#handle = undefined;
      }
    };
  };

  /** The very same object until something changes. */
  readonly state = (): SyncState<TData> => {
    const state = this.#failure ?? this.#handle?.state ?? this.#expect(this.#source.peek());
    return state.status === 'connecting' ? connecting : state;
  };

  /** What a server renders, and what hydration begins with: a server follows nothing. */
  readonly serverState = (): SyncState<TData> => connecting;

  #open(): LiveHandle<TData> | undefined {
    this.#failure = undefined;
    try {
      return this.#source.open();
    } catch (error) {
      if (!(error instanceof SyncError)) {
        throw error;
      }

      this.#failure = { status: 'error', error, data: undefined };
      return undefined;
    }
  }

  // What nobody observes will be observed as soon as this is on the page, and is what the client calls cached then.
  #expect(state: SyncState<TData>): SyncState<TData> {
    if (state.status === 'suspended' && state !== this.#suspended) {
      this.#suspended = state;
      this.#awaited = { status: 'cached', data: state.data };
    }

    return state.status === 'suspended' ? this.#awaited : state;
  }
}
