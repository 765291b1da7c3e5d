import type { JsonObject } from '../json/json.js';
import { mergeBody } from '../json/merge-body.js';
import { sameJson } from '../json/same-json.js';
import type { RowWrite } from './row-write.js';

/** A row with writes laid over it, the oldest first; null stands for no row. The very same object where the writes change nothing. */
export function foldRow(row: JsonObject | null, writes: readonly RowWrite[]): JsonObject | null {
  let folded = row;
  for (const write of writes) {
    switch (write.kind) {
      case 'add':
        // What the server has is newer than what was added here.
        folded ??= write.row;
        break;
      case 'update':
        folded &&= mergeBody(folded, write.change);
        break;
      case 'remove':
        folded = null;
        break;
    }
  }

  return folded && row && sameJson(folded, row) ? row : folded;
}
