import type { AnyModels, SyncClient } from '@synchub/client';

/** How data is followed. */
export interface FollowOptions<M = AnyModels> {
  /** The client to follow it with. Default: the nearest `SyncProvider`'s. */
  readonly client?: SyncClient<M> | undefined;
}
