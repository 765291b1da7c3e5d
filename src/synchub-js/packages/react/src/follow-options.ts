import type { AnyModels, SyncClient } from '@synchub/client';
import type { CheckedModels } from './checked-models.js';

/** How data is followed. */
export interface FollowOptions<M extends CheckedModels<M> = AnyModels> {
  /** The client to follow it with. Default: the nearest `SyncProvider`'s. */
  readonly client?: SyncClient<M> | undefined;
}
