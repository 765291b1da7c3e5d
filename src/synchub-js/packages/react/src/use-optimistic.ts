import type { AnyModels, SyncClient, SyncMutation } from '@synchub/client';
import { useCallback, useMemo } from 'react';
import type { CheckedModels } from './checked-models.js';
import type { FollowOptions } from './follow-options.js';
import { useMutationList } from './use-mutation-list.js';
import { useSyncClient } from './use-sync-client.js';

/** Local writes that are shown at once, and what has become of the client's. */
export interface Optimistic<M extends CheckedModels<M> = AnyModels> {
  /** `SyncClient.mutate`; the very same function for as long as the client is the same. */
  readonly mutate: SyncClient<M>['mutate'];

  /** The client's mutations that are shown and that the server's data does not contain everywhere yet, the oldest first. */
  readonly pending: readonly SyncMutation[];

  /** The client's mutations that were refused, until they are dismissed or their row is changed again, the oldest first. */
  readonly failed: readonly SyncMutation[];
}

/**
 * Writes rows locally, at once, and follows what becomes of it. It renders the component whenever a mutation of the client comes or goes; one that only
 * writes calls `useSyncClient().mutate`. Not to be confused with React's own hook of this name, which ends with a transition: what is written here lies
 * over the data in every component, until the server's data contains it.
 * @throws {SyncError} `mutation-failed`: the client has no option `mutations`.
 */
export function useOptimistic(options?: FollowOptions): Optimistic {
  const client: SyncClient = useSyncClient(options);
  const mutate = useCallback<Optimistic['mutate']>(changes => client.mutate(changes), [client]);
  const pending = useMutationList(client.pendingMutations);
  const failed = useMutationList(client.failedMutations);
  return useMemo(() => ({ mutate, pending, failed }), [mutate, pending, failed]);
}
