import { isJsonObject, type Json, type JsonObject } from '../json/json.js';

/** Reads what a row has at a path, names with dots between them: null as soon as something on the way is null or left out. */
export function propertyReader(path: string): (row: JsonObject) => Json {
  const names = path.split('.');
  return row => {
    let value: Json | undefined = row;
    for (const name of names) {
      value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    }

    return value ?? null;
  };
}
