import type { Handle } from '../handles/handle.js';
import { LiveHandle } from '../handles/live-handle.js';
import type { SyncKey } from '../protocol/sync-key.js';

/** A handle on one entity; its data is null where there is no such entity. */
export class LiveEntity<T> extends LiveHandle<T | null> {
  /** The model's name. */
  readonly model: string;
  readonly key: SyncKey;

  constructor(handle: Handle<T | null>, model: string, key: SyncKey) {
    super(handle);
    this.model = model;
    this.key = key;
  }
}
