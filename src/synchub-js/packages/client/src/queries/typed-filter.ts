import type { Json } from '../json/json.js';

/** What a condition may be compared with: the property's own values; for numbers beyond 2^53 also a `bigint`, for instants also a `Date`. */
export type Literal<V> =
  | V
  | (number extends NonNullable<V> ? bigint : never)
  | (IsText<NonNullable<V>> extends true ? Date : never);

/** Whether a type is text, and not one of some texts, as an enum is. */
export type IsText<V> = [V] extends [never] ? false : [V] extends [string] ? ({} extends { readonly [P in V]: 1 } ? true : false) : false;

interface Equality<V> {
  readonly $eq?: V;
  readonly $ne?: V;
  readonly $in?: readonly V[];
  readonly $nin?: readonly V[];
}

interface Ranges<V> {
  readonly $gt?: V;
  readonly $gte?: V;
  readonly $lt?: V;
  readonly $lte?: V;
}

interface Texts {
  readonly $startsWith?: string;
  readonly $endsWith?: string;
  readonly $contains?: string;
  readonly $like?: string;
  readonly $regex?: string;
}

interface Elements<E> {
  readonly $contains?: E;
}

interface Nullness {
  readonly $eq?: null;
  readonly $ne?: null;
}

/** The comparisons that a property of a type has; several mean and. */
export type Terms<V> = [NonNullable<V>] extends [boolean] ? Equality<Nullable<V>>
  : [NonNullable<V>] extends [number] ? Equality<Nullable<V> | Digits> & Ranges<NonNullable<V> | Digits>
  : [NonNullable<V>] extends [string] ? Equality<Nullable<V>> & (IsText<NonNullable<V>> extends true ? Ranges<NonNullable<V>> & Texts : unknown)
  : [NonNullable<V>] extends [readonly (infer E)[]] ? Elements<E> & Nullness
  : Nullness;

/** Numbers of 64 bits and decimals may also be digits in a string. */
type Digits = `${number}`;

type Nullable<V> = V extends undefined ? null : V;

// How many names a path may have; the server takes as many.
type Levels = [never, 0, 1, 2, 3];

/** The paths of an entity's properties and of those of objects within, names with dots between them, up to four. */
export type Path<T, L extends number = 4> = L extends 0 ? never
  : { [K in keyof T & string]: K | (IsPlainObject<NonNullable<T[K]>> extends true ? `${K}.${Path<NonNullable<T[K]>, Levels[L] & number>}` : never) }[keyof T & string];

/** The type of what is at a path. */
export type ValueAt<T, P extends string> = P extends keyof T ? T[P]
  : P extends `${infer K}.${infer Rest}` ? (K extends keyof T ? ValueAt<NonNullable<T[K]>, Rest> | (null extends T[K] ? null : never) : never)
  : never;

/** The paths that an order can name: those of single values. */
export type SortablePath<T> = { [P in Path<T>]: [NonNullable<ValueAt<T, P>>] extends [string | number | boolean] ? P : never }[Path<T>];

type IsPlainObject<V> = [V] extends [never] ? false : [V] extends [object] ? ([V] extends [readonly unknown[]] ? false : true) : false;

/** A filter in its wire form, checked against an entity's properties; several entries mean and. */
export type Filter<T> = { readonly [P in Path<T>]?: Terms<ValueAt<T, P>> } & {
  readonly $and?: readonly Filter<T>[];
  readonly $or?: readonly Filter<T>[];
  readonly $nor?: readonly Filter<T>[];
  readonly $not?: Filter<T>;
};

/** The form that a literal has on the wire: digits in a string for a `bigint`, and an instant for a `Date`. */
export function wireLiteral(value: Json | bigint | Date): Json {
  if (value instanceof Date) {
    return value.toISOString().replace('Z', '0000Z');
  }

  return typeof value === 'bigint' ? String(value) : value;
}
