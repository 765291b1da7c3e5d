import type { Handle } from '../handles/handle.js';
import { LiveHandle } from '../handles/live-handle.js';
import type { RowStatus } from '../mutations/row-status.js';
import type { SyncKey } from '../protocol/sync-key.js';

/** A handle on one entity; its data is null where there is no such entity. */
export class LiveEntity<T> extends LiveHandle<T | null> {
  /** The model's name. */
  readonly model: string;
  readonly key: SyncKey;

  readonly #entity: Handle<T | null>;

  constructor(handle: Handle<T | null>, model: string, key: SyncKey) {
    super(handle);
    this.#entity = handle;
    this.model = model;
    this.key = key;
  }

  /** Whether the data is the server's own, or has local changes laid over it, see `SyncClient.mutate`. `state` is another object where it changes. */
  get status(): RowStatus {
    return this.#entity.status;
  }
}
