import { isJsonObject, type Json, type JsonObject } from '../json/json.js';
import type { CollectionQuery } from '../protocol/requests.js';

/**
 * A text that queries share which say the same with their properties in another order. What else can mean the same, `canonicalQuery` knows; the
 * server knows it too, and gives both subscriptions one id.
 */
export function queryText({ filter, order, ...page }: CollectionQuery): string {
  // In an order the first property counts first.
  return JSON.stringify([sorted(filter ?? {}), order ?? {}, sorted(page as JsonObject)]);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }

  return isJsonObject(value) ? Object.fromEntries(Object.keys(value).sort().map(name => [name, sorted(value[name] as Json)])) : value;
}
