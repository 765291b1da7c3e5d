import type { JsonObject, SyncClient, SyncKey, SyncState } from '@synchub/client';
import { useMemo } from 'react';
import type { FollowOptions } from './follow-options.js';
import type { IdleState } from './idle-state.js';
import { useLive } from './use-live.js';
import { useSyncClient } from './use-sync-client.js';

/**
 * Follows one entity: subscribes when the component is on the page, renders it with every change, and releases the subscription when the component
 * leaves. Components that follow the same share one subscription. With another key the first rendering shows that key's state already.
 * @param model The model's name on the server.
 * @param key Null or undefined to follow nothing; the state is `idle` then.
 * @returns The state, told apart by `status`; its data is null where there is no such entity.
 */
export function useEntity(model: string, key: SyncKey, options?: FollowOptions): SyncState<JsonObject | null>;
export function useEntity(model: string, key: SyncKey | null | undefined, options?: FollowOptions): SyncState<JsonObject | null> | IdleState;
export function useEntity(model: string, key: SyncKey | null | undefined, options?: FollowOptions): SyncState<JsonObject | null> | IdleState {
  const client: SyncClient = useSyncClient(options);
  return useLive(useMemo(() => (key === null || key === undefined ? undefined : {
    peek: () => client.peekEntity(model, key),
    open: () => client.entity(model, key),
  }), [client, model, key]));
}
