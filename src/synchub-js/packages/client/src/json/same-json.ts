import { isJsonObject, type Json } from './json.js';

/** Whether two JSON values say the same; the order of an object's properties does not count. */
export function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) {
    return true;
  }

  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  }

  if (!isJsonObject(one) || !isJsonObject(other)) {
    return false;
  }

  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every(name => Object.hasOwn(other, name) && sameJson(one[name], other[name]));
}
