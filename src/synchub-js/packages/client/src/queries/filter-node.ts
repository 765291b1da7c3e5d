import type { Json } from '../json/json.js';
import type { Operator } from './operator.js';

/** One property compared with a value, or with the values of a list. */
export interface Term {
  readonly kind: 'term';
  readonly path: string;
  readonly op: Operator;
  readonly value: Json;
}

/** A filter as a tree. `all` of nothing is every row, `any` of nothing none. */
export type FilterNode =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly part: FilterNode }
  | Term;

export const everything: FilterNode = { kind: 'all', parts: [] };
export const nothing: FilterNode = { kind: 'any', parts: [] };

export function term(path: string, op: Operator, value: Json): Term {
  return { kind: 'term', path, op, value };
}
