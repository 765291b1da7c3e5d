import type { LiveHandle, SyncState } from '@synchub/client';

/** Something that can be followed. */
export interface LiveSource<TData> {
  /** What the client knows of it already. Has no effects, so it can be called while rendering. */
  peek(): SyncState<TData>;

  /** Subscribes to it. */
  open(): LiveHandle<TData>;
}
