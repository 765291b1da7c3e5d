import type { Json, JsonObject } from '../json/json.js';
import { isJsonObject } from '../json/json.js';
import type { AnyModels, ModelTypes } from '../models/models.js';
import { keyText, type SyncKey } from '../protocol/sync-key.js';
import { shownValue } from '../queries/shown-value.js';
import type { RowWrite } from './row-write.js';

/** Says what a mutation changes. Values are taken as they are when they are given. */
export class MutationBuilder<M extends { readonly [model in keyof M]: ModelTypes } = AnyModels> {
  /** For the type alone. */
  declare protected readonly models: (models: M) => void;
  readonly #writes: RowWrite[] = [];

  /**
   * Adds an entity. Where the server has one of this key already, that is shown.
   * @param row The whole entity, key included.
   * @param key Its key; default: the row's `id`. Where the server chooses keys, any that no other row has: the mutation's own push takes the place
   * of this one.
   * @throws TypeError The row cannot be written as a JSON object, or there is no key.
   */
  add<K extends keyof M & string>(model: K, row: M[K]['entity'], key?: SyncKey): this {
    const json = jsonObject(`The row of '${model}'`, row);
    const own = key ?? json['id'];
    if (typeof own !== 'string' && typeof own !== 'number') {
      throw new TypeError(`The row of '${model}' has the id ${shownValue(own)}, which is no key; give the key after the row.`);
    }

    return this.#take({ kind: 'add', model, key: keyText(own), row: json });
  }

  /**
   * Changes properties of an entity. Where there is no such entity, nothing is shown.
   * @param change The top-level properties and their new values; null clears one.
   * @throws TypeError The change cannot be written as a JSON object, or sets nothing.
   */
  update<K extends keyof M & string>(model: K, key: M[K]['key'], change: Partial<M[K]['entity']>): this {
    const json = jsonObject(`The change of '${model}'`, change);
    if (Object.keys(json).length === 0) {
      throw new TypeError(`The change of '${model}' ${shownValue(key)} sets nothing; give the properties that change.`);
    }

    return this.#take({ kind: 'update', model, key: keyText(key), change: json });
  }

  /** Removes an entity. Where there is none, nothing changes, no count either. */
  remove<K extends keyof M & string>(model: K, key: M[K]['key']): this {
    return this.#take({ kind: 'remove', model, key: keyText(key) });
  }

  /** @internal */
  build(): readonly RowWrite[] {
    if (this.#writes.length === 0) {
      throw new TypeError('The mutation changes nothing; call add, update or remove.');
    }

    return [...this.#writes];
  }

  #take(write: RowWrite): this {
    this.#writes.push(write);
    return this;
  }
}

function jsonObject(what: string, value: object): JsonObject {
  let json: Json;
  try {
    json = JSON.parse(JSON.stringify(value)) as Json;
  } catch (error) {
    throw new TypeError(`${what} cannot be written as JSON: ${String(error)}`, { cause: error });
  }

  if (!isJsonObject(json)) {
    throw new TypeError(`${what} is ${shownValue(json)}, which is no JSON object and so cannot be an entity.`);
  }

  return json;
}
