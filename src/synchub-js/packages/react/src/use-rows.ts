import type { ResolverRow, SyncClient, SyncKey, SyncState } from '@synchub/client';
import { useMemo } from 'react';
import type { FollowOptions } from './follow-options.js';
import type { IdleState } from './idle-state.js';
import { useLive } from './use-live.js';
import { useSyncClient } from './use-sync-client.js';

/**
 * Follows what a resolver of the server's application says about a key, as `useEntity` follows an entity.
 * @param resolver The name that the server registered the resolver under.
 * @param key Null or undefined to follow nothing; the state is `idle` then.
 */
export function useRows(resolver: string, key: SyncKey, options?: FollowOptions): SyncState<readonly ResolverRow[]>;
export function useRows(resolver: string, key: SyncKey | null | undefined, options?: FollowOptions): SyncState<readonly ResolverRow[]> | IdleState;
export function useRows(resolver: string, key: SyncKey | null | undefined, options?: FollowOptions): SyncState<readonly ResolverRow[]> | IdleState {
  const client: SyncClient = useSyncClient(options);
  return useLive(useMemo(() => (key === null || key === undefined ? undefined : {
    peek: () => client.peekRows(resolver, key),
    open: () => client.rows(resolver, key),
  }), [client, resolver, key]));
}
