import type { RowStatus, SyncClient, SyncKey } from '@synchub/client';
import { useCallback, useSyncExternalStore } from 'react';
import type { FollowOptions } from './follow-options.js';
import { useSyncClient } from './use-sync-client.js';

const serverStatus = (): RowStatus => 'settled';

/**
 * Whether a local write of a row is `pending`, or the last one has `failed`; `settled` where neither. Subscribes to nothing on the server, and renders
 * the component only when the answer is another. A list that has `data` at hand can ask `data.statusOf(entry)` instead.
 * @param key The row's key; null or undefined for none, which is `settled`.
 * @throws {SyncError} `mutation-failed`: the client has no option `mutations`.
 */
export function useRowStatus(model: string, key: SyncKey | null | undefined, options?: FollowOptions): RowStatus {
  const client: SyncClient = useSyncClient(options);
  const { pendingMutations: pending, failedMutations: failed } = client;
  const subscribe = useCallback((listener: () => void) => {
    const leave = [pending.subscribe(listener), failed.subscribe(listener)];
    return () => leave.forEach(end => end());
  }, [pending, failed]);
  const status = (): RowStatus => key === null || key === undefined ? 'settled'
    : pending.items.some(mutation => mutation.writesTo(model, key)) ? 'pending'
    : failed.items.some(mutation => mutation.writesTo(model, key)) ? 'failed'
    : 'settled';
  return useSyncExternalStore(subscribe, status, serverStatus);
}
