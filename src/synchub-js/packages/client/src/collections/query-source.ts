import type { CollectionQuery } from '../protocol/requests.js';

/** A query in its wire form, or anything that yields one: the query builder. */
export type QuerySource = CollectionQuery | { toQuery(): CollectionQuery };

/** The wire form alone. */
export function toQuery(source: QuerySource): CollectionQuery {
  const { filter, order, top, skip, total } = 'toQuery' in source ? source.toQuery() : source;
  return {
    ...(filter !== undefined && { filter }),
    ...(order !== undefined && { order }),
    ...(top !== undefined && { top }),
    ...(skip && { skip }),
    ...(total === false && { total }),
  };
}
