import type { Json, JsonObject } from '../json/json.js';
import type { FilterNode, Term } from './filter-node.js';
import { isLike } from './like-pattern.js';
import { kindOf, type PropertyKind, type PropertyKinds } from './property-kind.js';
import { propertyReader } from './property-reader.js';
import { agreed, readings } from './readings.js';
import { regexTest } from './regex-pattern.js';

/** Whether a row matches; undefined where that cannot be told on this side of the wire. */
export type Predicate = (row: JsonObject) => boolean | undefined;

type Test = (value: Json) => boolean | undefined;

/** A filter as a test of rows, with the server's meaning. What cannot be told of a part decides nothing where the rest does. */
export function filterPredicate(node: FilterNode, kinds: PropertyKinds = {}): Predicate {
  switch (node.kind) {
    case 'all':
    case 'any': {
      const parts = node.parts.map(part => filterPredicate(part, kinds));
      return row => someOrUnknown(parts, part => part(row), node.kind === 'any');
    }

    case 'not': {
      const part = filterPredicate(node.part, kinds);
      return row => not(part(row));
    }

    case 'term': {
      const test = termTest(node, kindOf(kinds, node.path));
      const read = propertyReader(node.path);
      return row => test(read(row));
    }
  }
}

function termTest({ op, value: literal }: Term, kind: PropertyKind | undefined): Test {
  const text = String(literal);
  switch (op) {
    case '$eq':
      return value => isEqual(value, literal, kind);
    case '$ne':
      return value => not(isEqual(value, literal, kind));
    case '$in':
      return value => isOneOf(value, literal, kind);
    case '$nin':
      return value => not(isOneOf(value, literal, kind));
    case '$gt':
      return rangeTest(literal, kind, order => order > 0);
    case '$gte':
      return rangeTest(literal, kind, order => order >= 0);
    case '$lt':
      return rangeTest(literal, kind, order => order < 0);
    case '$lte':
      return rangeTest(literal, kind, order => order <= 0);
    case '$contains':
      return value => (Array.isArray(value) ? someOrUnknown(value as readonly Json[], item => isEqual(item, literal, kind), true) : typeof value === 'string' && value.includes(text));
    case '$startsWith':
      return textTest(value => value.startsWith(text));
    case '$endsWith':
      return textTest(value => value.endsWith(text));
    case '$like':
      return textTest(value => isLike(value, text));
    case '$regex':
      return textTest(regexTest(text));
  }
}

function isOneOf(value: Json, literals: Json, kind: PropertyKind | undefined): boolean | undefined {
  return someOrUnknown(literals as readonly Json[], literal => isEqual(value, literal, kind), true);
}

// Values that no type has in common are not equal: an object, say, is compared with nothing but null.
function isEqual(value: Json, literal: Json, kind: PropertyKind | undefined): boolean | undefined {
  const orders = readings(value, literal, kind);
  return orders.length === 0 ? value === literal : agreed(orders.map(order => order === 0));
}

function rangeTest(literal: Json, kind: PropertyKind | undefined, fits: (order: number) => boolean): Test {
  return value => value !== null && agreed(readings(value, literal, kind).map(fits));
}

function textTest(fits: (text: string) => boolean | undefined): Test {
  return value => typeof value === 'string' && fits(value);
}

/** Whether one of several answers is `found`, which then is the answer; without it, the other one, unless something could not be told. */
function someOrUnknown<T>(items: readonly T[], answer: (item: T) => boolean | undefined, found: boolean): boolean | undefined {
  let result: boolean | undefined = !found;
  for (const item of items) {
    const is = answer(item);
    if (is === found) {
      return found;
    }

    result = is === undefined ? undefined : result;
  }

  return result;
}

function not(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}
