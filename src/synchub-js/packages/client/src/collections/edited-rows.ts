import { isJsonObject, type Json, type JsonObject } from '../json/json.js';
import { mergeBody } from '../json/merge-body.js';
import { sameJson } from '../json/same-json.js';
import type { CollectionEdit } from '../protocol/pushes.js';
import { keyText, type SyncKey } from '../protocol/sync-key.js';
import type { CollectionContent } from './collection-content.js';
import { rowKey } from './read-rows.js';

/**
 * The rows that a push's edits are applied to, one after the other; copied before the first change. Edits are by key and can come twice; where
 * index and key contradict each other, the rows are not those that the server speaks of, and nothing is guessed.
 */
export class EditedRows {
  readonly #top: number;
  readonly #keyName: string;
  #rows: readonly JsonObject[];
  #keys: readonly string[];

  // The copies, once there are any.
  #ownRows: JsonObject[] | undefined;
  #ownKeys: string[] | undefined;

  constructor(held: CollectionContent, top: number) {
    this.#rows = held.rows;
    this.#keys = held.keys;
    this.#keyName = held.keyName;
    this.#top = top;
  }

  /** False where the edit does not fit; the rows are then of no use. */
  apply(edit: CollectionEdit): boolean {
    switch (edit.type) {
      case 'insert': return this.#insert(edit.index, edit.entity);
      case 'update': return this.#isAt(edit.index, edit.id) && this.#change(edit.index, edit.change);
      case 'move': return this.#move(edit);
      case 'remove': return this.#remove(edit.index, edit.id);
      default: return false;
    }
  }

  /** The rows after all edits: the very same arrays where they changed nothing. */
  finish(): { readonly rows: readonly JsonObject[]; readonly keys: readonly string[] } {
    return { rows: this.#rows, keys: this.#keys };
  }

  #insert(index: number, entity: Json | undefined): boolean {
    const key = rowKey(entity, this.#keyName);
    if (key === undefined) {
      return false;
    }

    const row = entity as JsonObject;
    const present = this.#keys.indexOf(key);
    if (present >= 0) {
      return this.#isIndex(index) && this.#place(present, row) && this.#shift(present, index);
    }

    if (index < 0 || index > this.#rows.length || this.#rows.length >= this.#top) {
      return false;
    }

    this.#editRows().splice(index, 0, row);
    this.#editKeys().splice(index, 0, key);
    return true;
  }

  #move({ from, index, id, change }: CollectionEdit): boolean {
    return typeof from === 'number' && this.#isAt(from, id) && this.#isIndex(index)
      && (change === undefined || this.#change(from, change)) && this.#shift(from, index);
  }

  #remove(index: number, id: SyncKey | undefined): boolean {
    if (id === undefined) {
      return false;
    }

    if (!this.#isAt(index, id)) {
      return !this.#keys.includes(keyText(id));
    }

    this.#editRows().splice(index, 1);
    this.#editKeys().splice(index, 1);
    return true;
  }

  #change(index: number, change: Json | undefined): boolean {
    const row = this.#rows[index];
    return row !== undefined && isJsonObject(change) && this.#place(index, mergeBody(row, change));
  }

  #place(index: number, row: JsonObject): boolean {
    if (!sameJson(this.#rows[index], row)) {
      this.#editRows()[index] = row;
    }

    return true;
  }

  #shift(from: number, index: number): boolean {
    if (from !== index) {
      const rows = this.#editRows();
      const keys = this.#editKeys();
      rows.splice(index, 0, ...rows.splice(from, 1));
      keys.splice(index, 0, ...keys.splice(from, 1));
    }

    return true;
  }

  #isIndex(index: number): boolean {
    return index >= 0 && index < this.#rows.length;
  }

  #isAt(index: number, id: SyncKey | undefined): boolean {
    return this.#isIndex(index) && id !== undefined && this.#keys[index] === keyText(id);
  }

  #editRows(): JsonObject[] {
    return (this.#ownRows ??= (this.#rows = this.#rows.slice()) as JsonObject[]);
  }

  #editKeys(): string[] {
    return (this.#ownKeys ??= (this.#keys = this.#keys.slice()) as string[]);
  }
}
