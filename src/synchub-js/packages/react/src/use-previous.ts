import type { SyncState } from '@synchub/client';
import { useEffect, useRef } from 'react';
import type { IdleState } from './idle-state.js';
import type { LiveSource } from './live-source.js';
import { useLive } from './use-live.js';

/**
 * The data of the source that was on the page before this one, for as long as this one is connecting. It is followed all the while, so that data which
 * the client gives up, because somebody else signs in, say, are gone from here too.
 * @param isWanted Whether the one may stand in for the other.
 */
export function usePrevious<TData, TSource extends LiveSource<TData>>(
  source: TSource | undefined, state: SyncState<TData> | IdleState, isWanted: (previous: TSource, source: TSource) => boolean,
): TData | undefined {
  // Of what has been committed: a rendering that comes to nothing leaves no trace.
  const shown = useRef<TSource>(undefined);
  const hasData = state.data !== undefined;
  useEffect(() => {
    if (hasData || !source) {
      shown.current = source;
    }
  }, [hasData, source]);
  const before = shown.current;
  const previous = source && before && before !== source && state.status === 'connecting' && isWanted(before, source) ? before : undefined;
  return useLive<TData>(previous).data;
}
