import type { CollectionQuery } from '../protocol/requests.js';
import { filterPredicate, type Predicate } from './filter-predicate.js';
import { orderComparer, type Comparer } from './order-comparer.js';
import type { PropertyKinds } from './property-kind.js';
import { readFilter } from './read-filter.js';
import { readOrder } from './read-order.js';

/** What a query says about rows, on this side of the wire. */
export interface RowJudge {
  /** Whether a row is one that the query asks for; undefined where that cannot be told here. */
  readonly matches: Predicate;

  /** Which of two rows comes first in the query's order, leaving the key aside; undefined where that cannot be told here. */
  readonly compare: Comparer;
}

/**
 * Judges rows as the server would.
 * @param kinds What the JSON of the rows does not tell of their properties.
 * @throws TypeError Filter or order are not built as such.
 */
export function rowJudge(query: CollectionQuery, kinds: PropertyKinds = {}): RowJudge {
  return { matches: filterPredicate(readFilter(query.filter), kinds), compare: orderComparer(readOrder(query.order), kinds) };
}
