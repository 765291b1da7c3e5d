import { isJsonObject } from '../json/json.js';
import type { WireOrder } from '../protocol/requests.js';
import { shownValue } from './shown-value.js';

/** Which way an order goes. */
export type Direction = 'ASC' | 'DESC';

/** One step of an order. */
export interface OrderTerm {
  readonly path: string;
  readonly direction: Direction;
}

/**
 * Reads an order from its wire form. A second entry for a property decides nothing and is left out.
 * @throws TypeError The order is not built as one.
 */
export function readOrder(wire: WireOrder | undefined): readonly OrderTerm[] {
  const terms = new Map<string, OrderTerm>();
  for (const entries of wire === undefined || wire === null ? [] : Array.isArray(wire) ? wire : [wire]) {
    if (!isJsonObject(entries) || (Array.isArray(wire) && Object.keys(entries).length !== 1)) {
      throw new TypeError(`The order holds ${shownValue(entries)}. Write { "property": "ASC" }, or an array of such objects with one entry each.`);
    }

    for (const [path, direction] of Object.entries(entries)) {
      if (direction !== 'ASC' && direction !== 'DESC') {
        throw new TypeError(`The order of '${path}' is ${shownValue(direction)}. Use "ASC" or "DESC".`);
      }

      if (!terms.has(path)) {
        terms.set(path, { path, direction });
      }
    }
  }

  return [...terms.values()];
}
