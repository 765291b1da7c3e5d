import type { AnyModels, SyncClient } from '@synchub/client';
import { useContext } from 'react';
import type { CheckedModels } from './checked-models.js';
import type { FollowOptions } from './follow-options.js';
import { SyncContext } from './sync-context.js';

/**
 * The client of the nearest `SyncProvider`, or the one that the options name.
 * @typeParam M The client's models, which nothing checks here; `createSyncHooks` says them once for all hooks.
 * @throws Error There is neither.
 */
export function useSyncClient<M extends CheckedModels<M> = AnyModels>({ client: own }: FollowOptions<M> = {}): SyncClient<M> {
  const provided = useContext(SyncContext);
  const client = own ?? (provided as SyncClient<M> | undefined);
  if (!client) {
    throw new Error('There is no SyncClient here. Put <SyncProvider client={…}> around the component.');
  }

  return client;
}
