import type { Json } from '../json/json.js';
import { Condition } from './condition.js';
import { term } from './filter-node.js';
import { isOperator } from './operator.js';
import { shownValue } from './shown-value.js';
import { wireLiteral, type IsText, type Literal } from './typed-filter.js';

/** Comparisons of any property with single values. */
export interface EqualityProperty<T, V> {
  /** Equal; null equals null. */
  eq(value: Literal<V>): Condition<T>;
  /** Not equal; a row without the value matches. */
  ne(value: Literal<V>): Condition<T>;
  /** Equal to one of a list. */
  in(values: readonly Literal<V>[]): Condition<T>;
  /** Equal to none of a list. */
  nin(values: readonly Literal<V>[]): Condition<T>;
}

/** Ranges of numbers and texts (instants, dates and Guids among them); null is in none. */
export interface RangeProperty<T, V> extends EqualityProperty<T, V> {
  gt(value: Literal<NonNullable<V>>): Condition<T>;
  gte(value: Literal<NonNullable<V>>): Condition<T>;
  lt(value: Literal<NonNullable<V>>): Condition<T>;
  lte(value: Literal<NonNullable<V>>): Condition<T>;
}

/** Comparisons of texts, by code point and case-sensitively; null matches none. */
export interface TextProperty<T, V> extends RangeProperty<T, V> {
  startsWith(text: string): Condition<T>;
  endsWith(text: string): Condition<T>;
  contains(text: string): Condition<T>;
  /** The whole text: `%` is any text, `_` one code point, a backslash takes the next of `%`, `_` and itself as it is. */
  like(pattern: string): Condition<T>;
  /** Part of a text; the syntax is .NET's. Databases may refuse it. */
  regex(pattern: string): Condition<T>;
}

/** Comparisons of a list. */
export interface ListProperty<T, E> extends NullnessProperty<T> {
  contains(element: Literal<E>): Condition<T>;
}

/** Comparisons of what has no single value. */
export interface NullnessProperty<T> {
  eq(value: null): Condition<T>;
  ne(value: null): Condition<T>;
}

/** The comparisons that a property of type `V` of a row of type `T` has, and the properties within it. */
export type Property<T, V> = [NonNullable<V>] extends [boolean] ? EqualityProperty<T, Exact<V>>
  : [NonNullable<V>] extends [number] ? RangeProperty<T, Exact<V>>
  : [NonNullable<V>] extends [string] ? (IsText<NonNullable<V>> extends true ? TextProperty<T, Exact<V>> : EqualityProperty<T, Exact<V>>)
  : [NonNullable<V>] extends [readonly (infer E)[]] ? ListProperty<T, E>
  : NullnessProperty<T> & { readonly [K in keyof NonNullable<V> & string]-?: Property<T, NonNullable<V>[K] | Missing<V>> };

/** A row's properties, for conditions. */
export type RowProperties<T> = { readonly [K in keyof T & string]-?: Property<T, T[K]> };

// A property that may be left out is null where it is.
type Exact<V> = NonNullable<V> | Missing<V>;
type Missing<V> = null extends V ? null : undefined extends V ? null : never;

/** A row whose properties make conditions. A property within an object that is named as an operator has no place here: use the wire form. */
export function rowProperties<T>(): RowProperties<T> {
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' ? property(name) : undefined) }) as RowProperties<T>;
}

function property(path: string): unknown {
  return new Proxy({}, {
    get(_, name) {
      if (typeof name !== 'string') {
        return undefined;
      }

      const operator = `$${name}`;
      return isOperator(operator) ? (value: Json | bigint | Date) => new Condition(term(path, operator, literalOf(path, name, value))) : property(`${path}.${name}`);
    },
  });
}

function literalOf(path: string, name: string, value: Json | bigint | Date | undefined): Json {
  const isList = name === 'in' || name === 'nin';
  if (value === undefined || isList !== Array.isArray(value)) {
    throw new TypeError(`'${path}' ${name} is ${shownValue(value)}; give ${isList ? 'an array of values' : 'a single value, null for none'}.`);
  }

  return isList ? (value as readonly Json[]).map(wireLiteral) : wireLiteral(value);
}
