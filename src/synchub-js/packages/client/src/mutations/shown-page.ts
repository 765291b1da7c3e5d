import type { JsonObject } from '../json/json.js';
import { sameJson } from '../json/same-json.js';
import { CollectionFold, isInOrder } from './collection-fold.js';
import type { CollectionMutationTarget, PageBase } from './mutation-target.js';
import { foldRow } from './row-fold.js';
import type { RowStatus } from './row-status.js';
import type { RowWrite } from './row-write.js';
import type { ShownWrites } from './shown-writes.js';

/** A page as it is to be seen. */
export interface ShownPage {
  readonly rows: readonly JsonObject[];
  readonly keys: readonly string[];
  readonly total: number | undefined;

  /** By key, the rows that are not simply the server's. */
  readonly marks: ReadonlyMap<string, RowStatus>;
}

interface Written {
  readonly held: JsonObject | undefined;
  readonly before: JsonObject | null;
  readonly writes: readonly RowWrite[];
  readonly after: JsonObject | null;
}

const noMarks: ReadonlyMap<string, RowStatus> = new Map();
const nothingWritten: ReadonlyMap<string, Written> = new Map();

/** One collection's pages with writes laid over them. What looks the same as before is the same object: page, array and row. */
export class PageOverlay {
  readonly #target: CollectionMutationTarget;

  // By key, what writes made of a row the last time: the same again as long as row and writes are the same.
  #written: ReadonlyMap<string, Written> = nothingWritten;
  #shown: ShownPage | undefined;
  #base: PageBase | undefined;
  readonly #inOrder: WeakMap<JsonObject, JsonObject> = new WeakMap();

  constructor(target: CollectionMutationTarget) {
    this.#target = target;
  }

  show(writes: ShownWrites): ShownPage | undefined {
    const page = this.#target.base;
    if (!page) {
      this.#written = nothingWritten;
      return (this.#base = this.#shown = undefined);
    }

    const [shown, before] = [this.#shown, this.#base];
    this.#base = page;
    if (writes.writes.length === 0 && writes.failed.size === 0 && (!shown || (shown.rows === before?.rows && shown.marks === noMarks))) {
      // As the server said it, before and now: its arrays are others only where something in them is.
      this.#written = nothingWritten;
      return (this.#shown = shown?.rows === page.rows && shown.total === page.total ? shown : plain(page));
    }

    let next = plain(page);
    if (writes.writes.length === 0) {
      this.#written = nothingWritten;
    } else {
      const { fold, written } = this.#fold(page, writes);
      const rows = fold.rows;
      const isPage = rows.length === page.rows.length && rows.every((row, index) => row.row === page.rows[index]);
      next = { ...next, total: fold.total, ...(!isPage && { rows: rows.map(row => row.row), keys: rows.map(row => row.key) }) };
      this.#written = written;
    }

    return (this.#shown = settle(shown, { ...next, marks: marksOf(next.keys, writes) }));
  }

  /** Whether writes would change what is seen of the page, or count in it. */
  isTouchedBy(writes: ShownWrites): boolean {
    return this.#target.base !== undefined && this.#fold(this.#target.base, writes).fold.touched.size > 0;
  }

  #fold(page: PageBase, { writes, images }: ShownWrites): { readonly fold: CollectionFold; readonly written: ReadonlyMap<string, Written> } {
    const fold = new CollectionFold(page, this.#target, isInOrder(page, this.#target, this.#inOrder));
    const written = new Map<string, Written>();
    for (const key of new Set(writes.map(write => write.key))) {
      const held = page.rows[page.keys.indexOf(key)];
      const image = images.get(key);

      // What nobody holds any more is believed only where the page does not say otherwise: the row may have been removed.
      const known = image?.row && !(image.isLost && fold.denies({ key, row: image.row })) ? image.row : null;
      written.set(key, this.#write(key, held, held ?? known, writes.filter(write => write.key === key)));
    }

    for (const [key, { before, after }] of written) {
      fold.take(key, before, after);
    }

    return { fold, written };
  }

  #write(key: string, held: JsonObject | undefined, before: JsonObject | null, writes: readonly RowWrite[]): Written {
    const last = this.#written.get(key);
    if (last && last.held === held && last.before === before && isSameList(last.writes, writes)) {
      return last;
    }

    const after = foldRow(before, writes);
    return { held, before, writes, after: last?.after && after && after !== before && sameJson(last.after, after) ? last.after : after };
  }
}

function plain({ rows, keys, total }: PageBase): ShownPage {
  return { rows, keys, total, marks: noMarks };
}

function marksOf(keys: readonly string[], { writes, failed }: ShownWrites): ReadonlyMap<string, RowStatus> {
  const marks = new Map<string, RowStatus>();
  for (const key of [...writes.map(write => write.key), ...failed]) {
    if (!marks.has(key) && keys.includes(key)) {
      marks.set(key, writes.some(write => write.key === key) ? 'pending' : 'failed');
    }
  }

  return marks.size === 0 ? noMarks : marks;
}

/** The page before, or its arrays, where the next one looks the same. */
function settle(before: ShownPage | undefined, next: ShownPage): ShownPage {
  if (!before) {
    return next;
  }

  const isSameRows = isSameList(before.rows, next.rows);
  const isSameMarks = before.marks.size === next.marks.size && [...next.marks].every(([key, status]) => before.marks.get(key) === status);
  return isSameRows && isSameMarks && before.total === next.total
    ? before
    : { ...next, ...(isSameRows && { rows: before.rows, keys: before.keys }), ...(isSameMarks && { marks: before.marks }) };
}

function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one === other || (one.length === other.length && one.every((item, index) => item === other[index]));
}
