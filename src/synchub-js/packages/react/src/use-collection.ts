import type { CollectionData, JsonObject, QuerySource, SyncClient } from '@synchub/client';
import { useMemo } from 'react';
import type { CollectionOptions } from './collection-options.js';
import type { CollectionState, OptionalCollectionState } from './collection-state.js';
import type { LiveSource } from './live-source.js';
import { useLive } from './use-live.js';
import { usePrevious } from './use-previous.js';
import { useStableQuery } from './use-stable-query.js';
import { useSyncClient } from './use-sync-client.js';

interface CollectionSource extends LiveSource<CollectionData<JsonObject>> {
  readonly client: SyncClient;
  readonly model: string;
}

/**
 * Follows the entities that match a query, as `useEntity` follows one. Queries are compared by what they say: one that is written in the component's
 * body, a new object in each rendering, is subscribed to once. `data.entries` are the very same objects from one rendering to the next but for those
 * that changed, so rows made with `memo` render alone.
 * @param model The model's name on the server.
 * @param query Which entities, in which order, which page; `{}` for all. Null or undefined to follow nothing; the state is `idle` then.
 */
export function useCollection(model: string, query: QuerySource, options?: CollectionOptions): CollectionState<JsonObject>;
export function useCollection(model: string, query: QuerySource | null | undefined, options?: CollectionOptions): OptionalCollectionState<JsonObject>;
export function useCollection(model: string, query: QuerySource | null | undefined, options: CollectionOptions = {}): OptionalCollectionState<JsonObject> {
  const { keepPrevious = false } = options;
  const client: SyncClient = useSyncClient(options);
  const stable = useStableQuery(query);
  const source = useMemo<CollectionSource | undefined>(() => stable && {
    client,
    model,
    peek: () => client.peekCollection(model, stable),
    open: () => client.collection(model, stable),
  }, [client, model, stable]);
  const state = useLive(source);
  const previous = usePrevious(source, state, (before: CollectionSource) => keepPrevious && before.client === client && before.model === model);
  return useMemo(() => previous ? { ...state, previous } : state, [state, previous]);
}
