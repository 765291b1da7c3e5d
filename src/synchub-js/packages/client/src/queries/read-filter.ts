import { isJsonObject, type Json } from '../json/json.js';
import { everything, term, type FilterNode } from './filter-node.js';
import type { Operator } from './operator.js';
import { shownValue } from './shown-value.js';

const operators: ReadonlySet<string> = new Set<Operator>(
  ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$startsWith', '$endsWith', '$contains', '$like', '$regex']);

/**
 * Reads a filter from its wire form, as it was written. Whether its properties exist and its values fit them is the server's to say.
 * @throws TypeError The filter is not built as one.
 */
export function readFilter(wire: Json | undefined): FilterNode {
  if (wire === undefined || wire === null) {
    return everything;
  }

  if (!isJsonObject(wire)) {
    throw new TypeError(`A filter is ${shownValue(wire)}; it takes an object such as { "property": { "$eq": value } }.`);
  }

  const parts = Object.entries(wire).flatMap(([name, value]) =>
    (value as Json | undefined) === undefined ? [] : name.startsWith('$') ? [readLogic(name, value)] : readTerms(name, value));
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'all', parts };
}

function readLogic(name: string, value: Json): FilterNode {
  switch (name) {
    case '$and':
      return { kind: 'all', parts: readList(name, value) };
    case '$or':
      return { kind: 'any', parts: readList(name, value) };
    case '$nor':
      return { kind: 'not', part: { kind: 'any', parts: readList(name, value) } };
    case '$not':
      return { kind: 'not', part: readFilter(value) };
    default:
      throw new TypeError(`${shownValue(name)} stands where a property is expected. Use $and, $or, $not, $nor, or write { "property": { ${shownValue(name)}: value } }.`);
  }
}

function readList(name: string, value: Json): FilterNode[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`${name} is ${shownValue(value)}; it takes an array of filters.`);
  }

  return value.map(part => readFilter(part as Json));
}

function readTerms(path: string, value: Json): FilterNode[] {
  const terms = isJsonObject(value) ? Object.entries(value).filter(([, literal]) => (literal as Json | undefined) !== undefined) : [];
  if (terms.length === 0) {
    throw new TypeError(`The property '${path}' is compared with ${shownValue(value)} without an operator. Write { "${path}": { "$eq": value } }.`);
  }

  return terms.map(([name, literal]) => {
    if (!isOperator(name)) {
      throw new TypeError(`The property '${path}' has no operator ${shownValue(name)}. Use one of ${[...operators].join(', ')}.`);
    }

    if ((name === '$in' || name === '$nin') && !Array.isArray(literal)) {
      throw new TypeError(`'${path}' ${name} is ${shownValue(literal)}; it takes an array of values.`);
    }

    return term(path, name, literal);
  });
}

function isOperator(name: string): name is Operator {
  return operators.has(name);
}
