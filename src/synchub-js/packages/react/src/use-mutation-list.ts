import type { MutationList, SyncMutation } from '@synchub/client';
import { useCallback, useSyncExternalStore } from 'react';

const none: readonly SyncMutation[] = [];

/** The mutations of a list. */
export function useMutationList(list: MutationList): readonly SyncMutation[] {
  const subscribe = useCallback((listener: () => void) => list.subscribe(listener), [list]);
  return useSyncExternalStore(subscribe, () => list.items, () => none);
}
