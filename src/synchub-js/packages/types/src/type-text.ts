import { propertyName, quote } from './names.js';
import { isObject, type Schema } from './schema-document.js';
import { readNode, type SchemaNode, unknownSchema } from './schema-node.js';

/** The TypeScript names of what `#/$defs` holds. */
export type DefinitionNames = ReadonlyMap<string, string>;

const refPrefix = '#/$defs/';

/**
 * A schema as a TypeScript type.
 *
 * @param path - Where it stands, for errors: `Task.title`, say.
 */
export function typeText(schema: Schema, path: string, names: DefinitionNames): string {
  return union(alternatives(readNode(schema, path), path, names));
}

/** The members of an object, a line each, without indentation. */
export function memberLines(node: SchemaNode, path: string, names: DefinitionNames): readonly string[] {
  const { properties = {}, required = [], additionalProperties } = node;
  if (!isObject(properties) || !Array.isArray(required)) {
    throw unknownSchema(path, 'has properties or required that are not of JSON Schema');
  }
  const lines = Object.entries(properties).flatMap(([name, property]) => {
    const type = typeText(property, `${path}.${name}`, names);
    const optional = required.includes(name) ? '' : '?';
    return [...comment(property), `readonly ${propertyName(name)}${optional}: ${type};`];
  });
  if (additionalProperties === undefined && lines.length > 0) {
    return lines;
  }
  if (lines.length > 0 && additionalProperties !== true) {
    throw unknownSchema(path, 'has properties and others of a type of their own');
  }
  return [...lines, `readonly [key: string]: ${typeText(additionalProperties ?? true, `${path}[key]`, names)};`];
}

function comment(property: Schema): readonly string[] {
  const format = isObject(property) ? property['format'] : undefined;
  return typeof format === 'string' && /^[\w-]+$/.test(format) ? [`/** Format: ${format}. */`] : [];
}

function alternatives(node: SchemaNode, path: string, names: DefinitionNames): readonly string[] {
  if (node['$ref'] !== undefined) {
    return [reference(node['$ref'], path, names)];
  }
  if (node['anyOf'] !== undefined) {
    return list(node['anyOf'], 'anyOf', path).flatMap(each => alternatives(readNode(each, path), path, names));
  }
  if (node['enum'] !== undefined) {
    return list(node['enum'], 'enum', path).map(value => literal(value, path));
  }
  if (node['const'] !== undefined) {
    return [literal(node['const'], path)];
  }
  const { type } = node;
  if (type === undefined) {
    return ['unknown'];
  }
  return (Array.isArray(type) ? list(type, 'type', path) : [type]).map(each => ofType(each, node, path, names));
}

function ofType(type: unknown, node: SchemaNode, path: string, names: DefinitionNames): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array': {
      const element = typeText(node['items'] ?? true, `${path}[]`, names);
      return `readonly ${needsParentheses(element) ? `(${element})` : element}[]`;
    }
    case 'object':
      return `{ ${memberLines(node, path, names).join(' ').replace(/;$/, '')} }`;
    default:
      throw unknownSchema(path, `has the type ${JSON.stringify(type)}`);
  }
}

// One word and a single object bind more closely than [] does.
function needsParentheses(type: string): boolean {
  return type.includes(' ') && !/^\{[^{}]*\}$/.test(type);
}

function reference(ref: unknown, path: string, names: DefinitionNames): string {
  const name = typeof ref === 'string' && ref.startsWith(refPrefix)
    ? names.get(decodeURIComponent(ref.slice(refPrefix.length)).replaceAll('~1', '/').replaceAll('~0', '~'))
    : undefined;
  if (name === undefined) {
    throw unknownSchema(path, `refers to ${JSON.stringify(ref)}`);
  }
  return name;
}

function literal(value: unknown, path: string): string {
  if (typeof value === 'string') {
    return quote(value);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number') {
    return String(value);
  }
  throw unknownSchema(path, `has the value ${JSON.stringify(value)}`);
}

function list(value: unknown, keyword: string, path: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw unknownSchema(path, `has ${JSON.stringify(value)} as ${keyword}`);
  }
  return value;
}

/** Each once, null last; what may be anything is nothing else. */
function union(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  if (distinct.includes('unknown')) {
    return 'unknown';
  }
  const rest = distinct.filter(type => type !== 'null');
  return (rest.length < distinct.length ? [...rest, 'null'] : rest).join(' | ');
}
