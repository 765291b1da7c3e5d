import type { SyncState } from '@synchub/client';
import { useMemo, useSyncExternalStore } from 'react';
import { idle, type IdleState } from './idle-state.js';
import type { LiveSource } from './live-source.js';
import { LiveStore } from './live-store.js';

const follow = (): (() => void) => () => undefined;
const idleStore = { subscribe: follow, state: (): IdleState => idle, serverState: (): IdleState => idle };

/** Follows a source for as long as the component is on the page; another source is another subscription. */
export function useLive<TData>(source: LiveSource<TData> | undefined): SyncState<TData> | IdleState {
  const store = useMemo(() => source && new LiveStore(source), [source]) ?? idleStore;
  return useSyncExternalStore<SyncState<TData> | IdleState>(store.subscribe, store.state, store.serverState);
}
