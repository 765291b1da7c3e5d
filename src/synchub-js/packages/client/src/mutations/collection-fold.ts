import type { JsonObject } from '../json/json.js';
import { compareKeys } from '../queries/compare-keys.js';
import type { CollectionMutationTarget, PageBase } from './mutation-target.js';

/** A row with the text of its key. */
export interface KeyedRow {
  readonly key: string;
  readonly row: JsonObject;
}

/**
 * Lays writes over a page: changed rows stand where the query's filter and order would have them, added ones come in, removed ones go. It shows what
 * can be known here and guesses nothing else: a row that would come in from beyond the page's ends does not.
 */
export class CollectionFold {
  /** The keys of rows that are other than the server's because of a write, or that would be but for the page's ends. */
  readonly touched: Set<string> = new Set();
  readonly #page: PageBase;
  readonly #target: CollectionMutationTarget;
  readonly #rows: KeyedRow[];
  readonly #isOrdered: boolean;
  #total: number;

  /** @param isOrdered Whether the page is in the query's order as it is understood here; where it is not, no place can be told. */
  constructor(page: PageBase, target: CollectionMutationTarget, isOrdered: boolean) {
    this.#page = page;
    this.#target = target;
    this.#isOrdered = isOrdered;
    this.#rows = page.rows.map((row, index) => ({ key: page.keys[index] ?? '', row }));
    this.#total = page.total ?? 0;
  }

  get total(): number | undefined {
    return this.#page.total === undefined ? undefined : Math.max(this.#total, this.rows.length);
  }

  /** Cut off only in the end: what one write pushes off the page, another one may bring back. */
  get rows(): readonly KeyedRow[] {
    return this.#rows.slice(0, this.#target.top);
  }

  /**
   * Whether the page says that a row is not in the list, or not as it was known: it would stand among the page's own. To be asked before writes are
   * taken.
   */
  denies(row: KeyedRow): boolean {
    const place = this.#target.judge.matches(row.row) === true ? this.#placeOf(row) : undefined;
    return place !== undefined && !this.#isBeyond(place);
  }

  /**
   * Lays the writes to one row over the page.
   * @param before The row as it is without them; null where it does not exist, or nobody here knows it.
   * @param after The row as it is with them; null where it is gone, or nobody here knows it.
   */
  take(key: string, before: JsonObject | null, after: JsonObject | null): void {
    const held = this.#rows.findIndex(row => row.key === key);
    if (held < 0) {
      this.#takeOther(key, before, after);
    } else if (this.#rows[held]?.row !== after) {
      this.#takeHeld(held, key, after);
    }
  }

  #takeHeld(index: number, key: string, after: JsonObject | null): void {
    this.touched.add(key);
    this.#rows.splice(index, 1);
    if (!after || this.#target.judge.matches(after) === false) {
      this.#total--;
    } else {
      const row = { key, row: after };
      this.#rows.splice(this.#isInPlace(index, row) ? index : this.#placeOf(row) ?? index, 0, row);
    }
  }

  #takeOther(key: string, before: JsonObject | null, after: JsonObject | null): void {
    // A row that is in the list, and not on the page, can only be beyond one of its open ends.
    const { judge } = this.#target;
    const was = (this.#isOpenEnd || this.#isOpenStart) && before !== null && judge.matches(before) === true;
    const isNow = after !== null && judge.matches(after) === true;
    if (was || isNow) {
      this.touched.add(key);
      this.#total += Number(isNow) - Number(was);
      const place = isNow ? this.#placeOf({ key, row: after }) : undefined;
      if (isNow && place !== undefined && !this.#isBeyond(place)) {
        this.#rows.splice(place, 0, { key, row: after });
      }
    }
  }

  // Of a full page of a longer list, nobody knows here what follows on its last row; of one that does not begin at the list's head, what precedes
  // its first.
  get #isOpenEnd(): boolean {
    const { total, rows } = this.#page;
    return total === undefined ? rows.length >= (this.#target.top ?? Infinity) : this.#target.skip + rows.length < total;
  }

  get #isOpenStart(): boolean {
    return this.#target.skip > 0;
  }

  #isBeyond(place: number): boolean {
    return (place === 0 && this.#isOpenStart) || (place === this.#rows.length && this.#isOpenEnd);
  }

  #isInPlace(index: number, row: KeyedRow): boolean {
    const [before, after] = [this.#rows[index - 1], this.#rows[index]];
    return this.#isOrdered && (!before || (this.#compare(before, row) ?? 0) < 0) && (!after || (this.#compare(row, after) ?? 0) < 0);
  }

  /** Where a row belongs among the others; undefined where that cannot be told here. */
  #placeOf(row: KeyedRow): number | undefined {
    let [low, high] = [0, this.#isOrdered ? this.#rows.length : -1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#rows[middle];
      const order = other && this.#compare(other, row);
      if (order === undefined) {
        return undefined;
      }

      [low, high] = order < 0 ? [middle + 1, high] : [low, middle];
    }

    return high < 0 ? undefined : low;
  }

  #compare(left: KeyedRow, right: KeyedRow): number | undefined {
    return compareRows(this.#target, this.#page.keyName, left, right);
  }
}

/**
 * Whether a page is in the query's order as it is understood here. Where it is not (an enum, say, that nobody said was one), no place can be told.
 * @param checked By a row, the one that was found to follow on it rightly; more are added. Rows never change, so only new neighbours are looked at.
 */
export function isInOrder(page: PageBase, target: CollectionMutationTarget, checked: WeakMap<JsonObject, JsonObject> = new WeakMap()): boolean {
  return page.rows.every((row, index) => {
    const before = page.rows[index - 1];
    if (!before || checked.get(before) === row) {
      return true;
    }

    const order = compareRows(target, page.keyName, { key: page.keys[index - 1] ?? '', row: before }, { key: page.keys[index] ?? '', row });
    const isRight = order === undefined || order < 0;
    if (isRight) {
      checked.set(before, row);
    }

    return isRight;
  });
}

function compareRows(target: CollectionMutationTarget, keyName: string, left: KeyedRow, right: KeyedRow): number | undefined {
  const order = target.judge.compare(left.row, right.row);
  return order === 0 ? compareKeys(left.key, right.key, left.row, keyName) : order;
}
