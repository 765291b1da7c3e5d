import type { Handle } from '../handles/handle.js';
import { LiveHandle } from '../handles/live-handle.js';
import type { ResolverRow } from '../protocol/subscribed.js';
import type { SyncKey } from '../protocol/sync-key.js';

/** A handle on what a resolver of the server's application says about a key: rows of any model, in its order. */
export class LiveRows extends LiveHandle<readonly ResolverRow[]> {
  /** The resolver's name. */
  readonly resolver: string;
  readonly key: SyncKey;

  constructor(handle: Handle<readonly ResolverRow[]>, resolver: string, key: SyncKey) {
    super(handle);
    this.resolver = resolver;
    this.key = key;
  }
}
