import { nothing, everything, type FilterNode } from './filter-node.js';

/** A condition on rows of a type. Immutable: each call makes another one. */
export class Condition<T> {
  /** For the type alone: conditions on different entities are different. */
  declare protected readonly row: (row: T) => void;

  /** @internal */
  readonly node: FilterNode;

  constructor(node: FilterNode) {
    this.node = node;
  }

  /** Rows that match this one and the other. */
  and(other: Condition<T>): Condition<T> {
    return new Condition({ kind: 'all', parts: [this.node, other.node] });
  }

  /** Rows that match this one, or the other, or both. */
  or(other: Condition<T>): Condition<T> {
    return new Condition({ kind: 'any', parts: [this.node, other.node] });
  }

  /** Rows that this one does not match. */
  not(): Condition<T> {
    return new Condition({ kind: 'not', part: this.node });
  }
}

/** Rows that match all of several conditions; of none, every row. */
export function allOf<T>(...conditions: readonly Condition<T>[]): Condition<T> {
  return new Condition(conditions.length > 0 ? { kind: 'all', parts: conditions.map(condition => condition.node) } : everything);
}

/** Rows that match at least one of several conditions; of none, no row. */
export function anyOf<T>(...conditions: readonly Condition<T>[]): Condition<T> {
  return new Condition(conditions.length > 0 ? { kind: 'any', parts: conditions.map(condition => condition.node) } : nothing);
}
