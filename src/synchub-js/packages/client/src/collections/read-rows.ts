import { isJsonObject, type Json, type JsonObject } from '../json/json.js';

/** The text of a row's key; undefined where it has none. A number beyond 2^53 is none: it is not what the server sent any more. */
export function rowKey(row: Json | undefined, keyName: string): string | undefined {
  const key = isJsonObject(row) ? row[keyName] : undefined;
  return typeof key === 'string' ? key : Number.isSafeInteger(key) ? String(key) : undefined;
}

/** The rows of a page with their keys; undefined where it is no array of objects with keys of their own. */
export function readRows(data: Json | undefined, keyName: string): { readonly rows: readonly JsonObject[]; readonly keys: readonly string[] } | undefined {
  if (!Array.isArray(data)) {
    return undefined;
  }

  const rows = data as readonly JsonObject[];
  const keys: string[] = [];
  for (const row of rows) {
    const key = rowKey(row, keyName);
    if (key === undefined) {
      return undefined;
    }

    keys.push(key);
  }

  return new Set(keys).size === keys.length ? { rows, keys } : undefined;
}
