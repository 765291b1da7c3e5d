import type { SyncClient, SyncConnectionState } from '@synchub/client';
import { useCallback, useSyncExternalStore } from 'react';
import type { FollowOptions } from './follow-options.js';
import { useSyncClient } from './use-sync-client.js';

const serverState = (): SyncConnectionState => 'idle';

/** Where the client stands with its server; `idle` where a server renders. */
export function useConnectionState(options?: FollowOptions): SyncConnectionState {
  const client: SyncClient = useSyncClient(options);
  const subscribe = useCallback((listener: () => void) => client.on('connectionStateChanged', listener), [client]);
  return useSyncExternalStore(subscribe, () => client.connectionState, serverState);
}
