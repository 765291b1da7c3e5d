import { isJsonObject, type Json, type JsonObject } from '../json/json.js';

/** What a row has at a path, names with dots between them: null as soon as something on the way is null or left out. */
export function propertyValue(row: JsonObject, path: string): Json {
  let value: Json | undefined = row;
  for (const name of path.split('.')) {
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }

  return value ?? null;
}
