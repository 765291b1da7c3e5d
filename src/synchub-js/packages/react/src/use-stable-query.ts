import type { CollectionQuery, QuerySource } from '@synchub/client';
import { useMemo } from 'react';

/** The very same query for as long as it says the same; undefined for none. */
export function useStableQuery(query: QuerySource | null | undefined): CollectionQuery | undefined {
  const text = useMemo(() => query ? JSON.stringify('toQuery' in query ? query.toQuery() : query) : undefined, [query]);
  return useMemo(() => text === undefined ? undefined : JSON.parse(text) as CollectionQuery, [text]);
}
