import type { CollectionData, SyncState } from '@synchub/client';
import type { IdleState } from './idle-state.js';

interface Previous<T> {
  /** While the state is `connecting`, and with the option `keepPrevious`: the data of the query before. Its subscription goes on until then. */
  readonly previous?: CollectionData<T> | undefined;
}

/** What `useCollection` shows. */
export type CollectionState<T> = SyncState<CollectionData<T>> & Previous<T>;

/** What `useCollection` shows where there may be no query. */
export type OptionalCollectionState<T> = (SyncState<CollectionData<T>> | IdleState) & Previous<T>;
