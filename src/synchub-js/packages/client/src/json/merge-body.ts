import type { JsonObject } from './json.js';
import { sameJson } from './same-json.js';

/** Lays the properties of a change over a body. The very same body where that changes nothing. */
export function mergeBody(body: JsonObject, change: JsonObject): JsonObject {
  const isOther = Object.keys(change).some(name => !Object.hasOwn(body, name) || !sameJson(body[name], change[name]));
  return isOther ? { ...body, ...change } : body;
}
