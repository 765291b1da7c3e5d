import type { RowImage } from './row-images.js';
import type { RowWrite } from './row-write.js';

/** What lies over the rows of one model, as one subscription has to see it. */
export interface ShownWrites {
  /** Writes that the server's content does not contain, the oldest first. */
  readonly writes: readonly RowWrite[];

  /** The rows that are written to as they were known last, by key. */
  readonly images: ReadonlyMap<string, RowImage>;

  /** The keys of rows whose last write came to nothing. */
  readonly failed: ReadonlySet<string>;
}

export const noWrites: ShownWrites = { writes: [], images: new Map(), failed: new Set() };
