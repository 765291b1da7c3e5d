import type { JsonObject } from '../json/json.js';

/** What a mutation does to one row: adds it whole, changes properties, or removes it. `key` is the text of the row's key. */
export type RowWrite =
  | { readonly kind: 'add'; readonly model: string; readonly key: string; readonly row: JsonObject }
  | { readonly kind: 'update'; readonly model: string; readonly key: string; readonly change: JsonObject }
  | { readonly kind: 'remove'; readonly model: string; readonly key: string };

/** Whether two writes are to the same row. */
export function isSameRow(one: RowWrite, other: RowWrite): boolean {
  return one.model === other.model && one.key === other.key;
}
