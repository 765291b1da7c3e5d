import { TypesError } from './types-error.js';

/** A JSON Schema, as it came. */
export type Schema = unknown;

/** One model of a server. */
export interface ModelSchema {
  readonly name: string;
  readonly key: Schema;
  readonly entity: Schema;
}

/** What `GET {hub}/schema` answers, as far as types are made of it. */
export interface SchemaDocument {
  readonly models: readonly ModelSchema[];
  readonly definitions: ReadonlyMap<string, Schema>;
}

/** The version of the protocol, and so of the document, that this package reads. */
export const protocol = 1;

/** Reads the document; members that it does not know are left to newer servers. */
export function readSchemaDocument(json: unknown): SchemaDocument {
  if (!isObject(json) || json['protocol'] === undefined) {
    throw new TypesError('The answer is JSON, but no schema of a SyncHub server: it names no protocol. Give the address of the hub, https://example.com/sync say.');
  }
  if (json['protocol'] !== protocol) {
    throw new TypesError(`The server's schema is of protocol ${JSON.stringify(json['protocol'])}; this synchub-types reads ${protocol}. Use the synchub-types of the server's version.`);
  }
  const { models, $defs: definitions } = json;
  if (!isObject(models) || !isObject(definitions)) {
    throw new TypesError("The server's schema has no models or no $defs; use the synchub-types of the server's version.");
  }
  return {
    models: sorted(models).map(([name, model]) => readModel(name, model)),
    definitions: new Map(sorted(definitions)),
  };
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readModel(name: string, model: unknown): ModelSchema {
  if (!isObject(model) || !isObject(model['key'])) {
    throw new TypesError(`The model '${name}' of the server's schema has no key; use the synchub-types of the server's version.`);
  }
  return { name, key: model['key']['schema'], entity: model['schema'] };
}

/** By code unit, so that the order is the same on every machine. */
function sorted(members: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(members).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}
