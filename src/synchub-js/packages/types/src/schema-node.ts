import { isObject, type Schema } from './schema-document.js';
import { TypesError } from './types-error.js';

const known: ReadonlySet<string> = new Set([
  'type', 'enum', 'const', 'anyOf', '$ref', 'properties', 'required', 'additionalProperties', 'items',
  // They narrow what a type cannot say.
  'format', 'pattern', 'minLength', 'maxLength', 'description', 'title', '$comment',
]);

/** A JSON Schema whose every keyword is known; `path` says where it stands, for errors. */
export type SchemaNode = Readonly<Record<string, unknown>>;

/** Checks that a schema says nothing that would be lost. */
export function readNode(schema: Schema, path: string): SchemaNode {
  if (schema === true) {
    return {};
  }
  if (!isObject(schema)) {
    throw unknownSchema(path, `is ${JSON.stringify(schema)}`);
  }
  const unknown = Object.keys(schema).find(keyword => !known.has(keyword));
  if (unknown !== undefined) {
    throw unknownSchema(path, `has the keyword '${unknown}'`);
  }
  return schema;
}

/** The error for what cannot be made a type. */
export function unknownSchema(path: string, what: string): TypesError {
  return new TypesError(`The schema of ${path} ${what}, which this synchub-types does not know. Use the synchub-types of the server's version.`);
}
