import type { Json } from '../json/json.js';
import { everything, nothing, term, type FilterNode, type Term } from './filter-node.js';
import { areDistinct } from './literals.js';

/**
 * The values that a property may have: those of a list, or all but those. `$eq`, `$ne`, `$in` and `$nin` are all of this kind, and since a value
 * is in a set or not (null is a value like any other), the laws of sets hold exactly.
 */
export interface ValueSet {
  readonly path: string;
  readonly excludes: boolean;
  /** By their JSON text. */
  readonly values: ReadonlyMap<string, Json>;
}

/** The set of a term; undefined where it is none. */
export function valueSetOf({ path, op, value }: Term): ValueSet | undefined {
  switch (op) {
    case '$eq':
    case '$ne':
      return valueSet(path, op === '$ne', [value]);
    case '$in':
    case '$nin':
      return valueSet(path, op === '$nin', value as readonly Json[]);
    default:
      return undefined;
  }
}

export function complement(set: ValueSet): ValueSet {
  return valueSet(set.path, !set.excludes, [...set.values.values()]);
}

/** The values of both; undefined where different texts may stand for one value, so that nobody can tell here. */
export function intersect(left: ValueSet, right: ValueSet): ValueSet | undefined {
  if (left.excludes && right.excludes) {
    return valueSet(left.path, true, [...left.values.values(), ...right.values.values()]);
  }

  const [listed, other] = left.excludes ? [right, left] : [left, right];
  for (const [text, value] of listed.values) {
    if (!other.values.has(text) && ![...other.values.values()].every(unlike => areDistinct(value, unlike))) {
      return undefined;
    }
  }

  return valueSet(left.path, false, [...listed.values].filter(([text]) => other.values.has(text) !== other.excludes).map(([, value]) => value));
}

export function writeValueSet({ path, excludes, values }: ValueSet): FilterNode {
  const sorted = [...values.keys()].sort().map(text => values.get(text) as Json);
  const [only] = sorted;
  return only === undefined ? (excludes ? everything : nothing)
    : sorted.length === 1 ? term(path, excludes ? '$ne' : '$eq', only)
    : term(path, excludes ? '$nin' : '$in', sorted);
}

function valueSet(path: string, excludes: boolean, literals: readonly Json[]): ValueSet {
  const values = new Map(literals.map(literal => [JSON.stringify(literal), literal] as const));
  const isTruth = values.has('true') || values.has('false');
  if (!isTruth || !literals.every(literal => literal === null || typeof literal === 'boolean')) {
    return { path, excludes, values };
  }

  // Of two truth values and null, all but some are the others.
  const included = ([false, true, null] as const).filter(value => values.has(String(value)) !== excludes);
  return included.length === 3 ? { path, excludes: true, values: new Map() } : { path, excludes: false, values: new Map(included.map(value => [String(value), value])) };
}
