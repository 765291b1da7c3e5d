import type { JsonObject } from '../json/json.js';
import { kindOf, type PropertyKinds } from './property-kind.js';
import { propertyReader } from './property-reader.js';
import type { OrderTerm } from './read-order.js';
import { agreed, readings } from './readings.js';

/** Which of two rows comes first: negative, zero or positive; undefined where that cannot be told on this side of the wire. */
export type Comparer = (left: JsonObject, right: JsonObject) => number | undefined;

/** An order as the server has it: null first (last where descending), texts by code point. The key, its last tie-break, is left to the caller. */
export function orderComparer(order: readonly OrderTerm[], kinds: PropertyKinds = {}): Comparer {
  const steps = order.map(({ path, direction }) => ({ read: propertyReader(path), kind: kindOf(kinds, path), sign: direction === 'ASC' ? 1 : -1 }));
  return (left, right) => {
    for (const { read, kind, sign } of steps) {
      const result = agreed(readings(read(left), read(right), kind).map(Math.sign));
      if (result !== 0) {
        return result && sign * result;
      }
    }

    return 0;
  };
}
