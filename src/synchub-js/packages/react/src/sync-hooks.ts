import type { QuerySource, ResolverRow, RowStatus, SyncClient, SyncConnectionState, SyncKey, SyncState } from '@synchub/client';
import type { ReactElement } from 'react';
import type { CheckedModels } from './checked-models.js';
import type { CollectionOptions } from './collection-options.js';
import type { CollectionState, OptionalCollectionState } from './collection-state.js';
import type { FollowOptions } from './follow-options.js';
import type { IdleState } from './idle-state.js';
import type { SyncProviderProps } from './sync-provider.js';
import type { Optimistic } from './use-optimistic.js';

/** The hooks for clients of certain models. */
export interface SyncHooks<M extends CheckedModels<M>> {
  readonly SyncProvider: (props: SyncProviderProps<M>) => ReactElement;
  readonly useSyncClient: (options?: FollowOptions<M>) => SyncClient<M>;
  readonly useEntity: {
    <Name extends keyof M & string>(model: Name, key: M[Name]['key'], options?: FollowOptions<M>): SyncState<M[Name]['entity'] | null>;
    <Name extends keyof M & string>(model: Name, key: M[Name]['key'] | null | undefined, options?: FollowOptions<M>): SyncState<M[Name]['entity'] | null> | IdleState;
  };
  readonly useCollection: {
    <Name extends keyof M & string>(model: Name, query: QuerySource, options?: CollectionOptions<M>): CollectionState<M[Name]['entity']>;
    <Name extends keyof M & string>(model: Name, query: QuerySource | null | undefined, options?: CollectionOptions<M>): OptionalCollectionState<M[Name]['entity']>;
  };
  readonly useRows: {
    (resolver: string, key: SyncKey, options?: FollowOptions<M>): SyncState<readonly ResolverRow[]>;
    (resolver: string, key: SyncKey | null | undefined, options?: FollowOptions<M>): SyncState<readonly ResolverRow[]> | IdleState;
  };
  readonly useConnectionState: (options?: FollowOptions<M>) => SyncConnectionState;
  readonly useOptimistic: (options?: FollowOptions<M>) => Optimistic<M>;
  readonly useRowStatus: <Name extends keyof M & string>(model: Name, key: M[Name]['key'] | null | undefined, options?: FollowOptions<M>) => RowStatus;
}
