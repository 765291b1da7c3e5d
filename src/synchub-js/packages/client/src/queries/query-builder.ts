import type { Json } from '../json/json.js';
import type { CollectionQuery } from '../protocol/requests.js';
import { Condition } from './condition.js';
import type { FilterNode } from './filter-node.js';
import { rowProperties, type RowProperties } from './property.js';
import { readFilter } from './read-filter.js';
import type { Direction } from './read-order.js';
import type { Filter, SortablePath } from './typed-filter.js';
import { writeFilter } from './write-filter.js';

interface Parts {
  readonly conditions: readonly FilterNode[];
  readonly order: readonly { readonly [path: string]: Direction }[];
  readonly top?: number;
  readonly skip?: number;
  readonly total?: boolean;
}

/** A query on rows of type `T`, checked against its properties. Immutable: each call makes another one. Begin with {@link query}. */
export class QueryBuilder<T> {
  declare protected readonly row: (row: T) => void;
  readonly #parts: Parts;

  /** @internal */
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Rows that match; several calls mean and.
   * @param condition `task => task.status.eq('open')`, or a filter in its wire form.
   */
  where(condition: Filter<T> | ((row: RowProperties<T>) => Condition<T>)): QueryBuilder<T> {
    const node = typeof condition === 'function' ? condition(rowProperties<T>()).node : readFilter(condition as Json);
    return this.#with({ conditions: [...this.#parts.conditions, node] });
  }

  /** Orders by a property, in place of every order before. The key is always the last tie-break. */
  orderBy(path: SortablePath<T>, direction: 'asc' | 'desc' = 'asc'): QueryBuilder<T> {
    return this.#with({ order: [orderOf(path, direction)] });
  }

  /**
   * Orders what the order so far holds equal.
   * @throws TypeError There is no order so far.
   */
  thenBy(path: SortablePath<T>, direction: 'asc' | 'desc' = 'asc'): QueryBuilder<T> {
    if (this.#parts.order.length === 0) {
      throw new TypeError(`thenBy('${path}') follows on no order; call orderBy first.`);
    }

    return this.#with({ order: [...this.#parts.order, orderOf(path, direction)] });
  }

  /** At most so many rows; without it, all. */
  top(count: number): QueryBuilder<T> {
    return this.#with({ top: wholeNumber('top', count) });
  }

  /** Leaves out so many of the first rows. */
  skip(count: number): QueryBuilder<T> {
    return this.#with({ skip: wholeNumber('skip', count) });
  }

  /** Asks for no count of all matches, which saves the server work. */
  withoutTotal(): QueryBuilder<T> {
    return this.#with({ total: false });
  }

  /** The wire form. */
  toQuery(): CollectionQuery {
    const { conditions, order, ...page } = this.#parts;
    const [only] = conditions;
    return {
      ...(only && { filter: writeFilter(conditions.length === 1 ? only : { kind: 'all', parts: conditions }) }),
      ...(order.length > 0 && { order }),
      ...page,
    };
  }

  #with(parts: Partial<Parts>): QueryBuilder<T> {
    return new QueryBuilder({ ...this.#parts, ...parts });
  }
}

/** Begins a query: `query<Task>().where(task => task.status.eq('open')).orderBy('createdAt', 'desc').top(50)`. */
export function query<T>(): QueryBuilder<T> {
  return new QueryBuilder({ conditions: [], order: [] });
}

function orderOf(path: string, direction: 'asc' | 'desc'): { readonly [path: string]: Direction } {
  return { [path]: direction === 'desc' ? 'DESC' : 'ASC' };
}

function wholeNumber(name: string, count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`${name} is ${count}. Use a whole number, 0 or more.`);
  }

  return count;
}
