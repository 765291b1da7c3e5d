export { canonicalQuery, queryKey } from './canonical-query.js';
export { compareKeys } from './compare-keys.js';
export { allOf, anyOf, Condition } from './condition.js';
export type { EqualityProperty, ListProperty, NullnessProperty, Property, RangeProperty, RowProperties, TextProperty } from './property.js';
export type { PropertyKind, PropertyKinds } from './property-kind.js';
export { query, QueryBuilder } from './query-builder.js';
export { rowJudge, type RowJudge } from './row-judge.js';
export type { Filter, Literal, Path, SortablePath, Terms, ValueAt } from './typed-filter.js';
