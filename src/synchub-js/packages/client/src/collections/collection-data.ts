import type { JsonObject } from '../json/json.js';
import type { RowStatus } from '../mutations/row-status.js';
import type { CollectionContent } from './collection-content.js';

/** A live collection at one moment. Never changes; what did not change in the next moment's are the same objects. */
export interface CollectionData<T> {
  /** The entities of the page, in order. The very same array while none of them changes. */
  readonly entries: readonly T[];

  /** How many entities match without the page's bounds; undefined where the query asked for no count. */
  readonly count: number | undefined;

  /** Whether one of the `entries` is the server's own, or has local changes laid over it, see `SyncClient.mutate`; `settled` for any other object. */
  statusOf(entity: T): RowStatus;
}

type Marks = ReadonlyMap<string, RowStatus> | undefined;

class PageData implements CollectionData<JsonObject> {
  readonly entries: readonly JsonObject[];
  readonly count: number | undefined;
  readonly #keys: readonly string[];
  readonly #marks: Marks;

  constructor({ rows, total, keys, marks }: CollectionContent) {
    this.entries = rows;
    this.count = total;
    this.#keys = keys;
    this.#marks = marks;
  }

  statusOf(entity: JsonObject): RowStatus {
    const key = this.#marks?.size ? this.#keys[this.entries.indexOf(entity)] : undefined;
    return (key !== undefined && this.#marks?.get(key)) || 'settled';
  }

  isOf({ rows, total, marks }: CollectionContent): boolean {
    return this.entries === rows && this.count === total && (this.#marks === marks || !(this.#marks?.size || marks?.size));
  }
}

/** What handles show of a page; what they show already where nothing in it changed. */
export function collectionData(content: CollectionContent, before: unknown): CollectionData<JsonObject> {
  return before instanceof PageData && before.isOf(content) ? before : new PageData(content);
}
