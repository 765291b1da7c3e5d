import type { CollectionQuery } from '../protocol/requests.js';
import { canonicalFilter } from './canonical-filter.js';
import { readFilter } from './read-filter.js';
import { readOrder } from './read-order.js';
import { writeFilter } from './write-filter.js';

/**
 * A query in its canonical form: queries that differ in wording only have the same, and what they ask for is the same subscription. It means what
 * was written, and can be sent in its place.
 * @throws TypeError Filter or order are not built as such.
 * @throws RangeError `top` or `skip` is no whole number from 0 up.
 */
export function canonicalQuery(query: CollectionQuery): CollectionQuery {
  const { top, skip = 0, total = true } = query;
  for (const [name, value] of Object.entries({ top: top ?? 0, skip })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${name} is ${value}. Use a whole number, 0 or more.`);
    }
  }

  const filter = writeFilter(canonicalFilter(readFilter(query.filter)));
  const order = readOrder(query.order).map(({ path, direction }) => ({ [path]: direction }));
  return {
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(order.length > 0 && { order }),
    ...(top !== undefined && { top }),
    ...(skip > 0 && { skip }),
    ...(!total && { total }),
  };
}

/** The text of a query's canonical form: equal for queries that are one subscription. */
export function queryKey(query: CollectionQuery): string {
  return JSON.stringify(canonicalQuery(query));
}
