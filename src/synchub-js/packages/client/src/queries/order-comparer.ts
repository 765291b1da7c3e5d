import type { JsonObject } from '../json/json.js';
import { kindOf, type PropertyKinds } from './property-kind.js';
import { propertyValue } from './property-value.js';
import type { OrderTerm } from './read-order.js';
import { agreed, readings } from './readings.js';

/** Which of two rows comes first: negative, zero or positive; undefined where that cannot be told on this side of the wire. */
export type Comparer = (left: JsonObject, right: JsonObject) => number | undefined;

/** An order as the server has it: null first (last where descending), texts by code point. The key, its last tie-break, is left to the caller. */
export function orderComparer(order: readonly OrderTerm[], kinds: PropertyKinds = {}): Comparer {
  return (left, right) => {
    for (const { path, direction } of order) {
      const result = agreed(readings(propertyValue(left, path), propertyValue(right, path), kindOf(kinds, path)).map(Math.sign));
      if (result !== 0) {
        return result === undefined || direction === 'ASC' ? result : -result;
      }
    }

    return 0;
  };
}
