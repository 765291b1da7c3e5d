import type { CollectionData, JsonObject, QuerySource, SyncClient, SyncState } from '@synchub/client';
import { useMemo } from 'react';
import type { FollowOptions } from './follow-options.js';
import type { IdleState } from './idle-state.js';
import { useLive } from './use-live.js';
import { useStableQuery } from './use-stable-query.js';
import { useSyncClient } from './use-sync-client.js';

/**
 * Follows the entities that match a query, as `useEntity` follows one. Queries are compared by what they say: one that is written in the component's
 * body, a new object in each rendering, is subscribed to once. `data.entries` are the very same objects from one rendering to the next but for those
 * that changed, so rows made with `memo` render alone.
 * @param model The model's name on the server.
 * @param query Which entities, in which order, which page; `{}` for all. Null or undefined to follow nothing; the state is `idle` then.
 */
export function useCollection(model: string, query: QuerySource, options?: FollowOptions): SyncState<CollectionData<JsonObject>>;
export function useCollection(model: string, query: QuerySource | null | undefined, options?: FollowOptions): SyncState<CollectionData<JsonObject>> | IdleState;
export function useCollection(model: string, query: QuerySource | null | undefined, options?: FollowOptions): SyncState<CollectionData<JsonObject>> | IdleState {
  const client: SyncClient = useSyncClient(options);
  const stable = useStableQuery(query);
  return useLive(useMemo(() => stable && {
    peek: () => client.peekCollection(model, stable),
    open: () => client.collection(model, stable),
  }, [client, model, stable]));
}
