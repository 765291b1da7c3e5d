import type { EntityOf, KeyOf, QuerySource, ResolverRow, RowStatus, SyncClient, SyncConnectionState, SyncKey, SyncState } from '@synchub/client';
import type { ReactElement } from 'react';
import type { CollectionOptions } from './collection-options.js';
import type { CollectionState, OptionalCollectionState } from './collection-state.js';
import type { FollowOptions } from './follow-options.js';
import type { IdleState } from './idle-state.js';
import type { SyncProviderProps } from './sync-provider.js';
import type { Optimistic } from './use-optimistic.js';

/** The hooks for clients of certain models. */
export interface SyncHooks<M> {
  readonly SyncProvider: (props: SyncProviderProps<M>) => ReactElement;
  readonly useSyncClient: (options?: FollowOptions<M>) => SyncClient<M>;
  readonly useEntity: {
    <Name extends keyof M & string>(model: Name, key: KeyOf<M, Name>, options?: FollowOptions<M>): SyncState<EntityOf<M, Name> | null>;
    <Name extends keyof M & string>(model: Name, key: KeyOf<M, Name> | null | undefined, options?: FollowOptions<M>): SyncState<EntityOf<M, Name> | null> | IdleState;
  };
  readonly useCollection: {
    <Name extends keyof M & string>(model: Name, query: QuerySource, options?: CollectionOptions<M>): CollectionState<EntityOf<M, Name>>;
    <Name extends keyof M & string>(model: Name, query: QuerySource | null | undefined, options?: CollectionOptions<M>): OptionalCollectionState<EntityOf<M, Name>>;
  };
  readonly useRows: {
    (resolver: string, key: SyncKey, options?: FollowOptions<M>): SyncState<readonly ResolverRow[]>;
    (resolver: string, key: SyncKey | null | undefined, options?: FollowOptions<M>): SyncState<readonly ResolverRow[]> | IdleState;
  };
  readonly useConnectionState: (options?: FollowOptions<M>) => SyncConnectionState;
  readonly useOptimistic: (options?: FollowOptions<M>) => Optimistic<M>;
  readonly useRowStatus: <Name extends keyof M & string>(model: Name, key: KeyOf<M, Name> | null | undefined, options?: FollowOptions<M>) => RowStatus;
}
