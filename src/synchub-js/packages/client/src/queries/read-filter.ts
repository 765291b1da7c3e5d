import { isJsonObject, type Json } from '../json/json.js';
import { everything, term, type FilterNode } from './filter-node.js';
import { isOperator, operators } from './operator.js';
import { shownValue } from './shown-value.js';

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
  if (name === '$not') {
    return { kind: 'not', part: readFilter(value) };
  }

  if (name !== '$and' && name !== '$or' && name !== '$nor') {
    throw new TypeError(`${shownValue(name)} stands where a property is expected. Write it under one, or use $and, $or, $not, $nor.`);
  }

  const node: FilterNode = { kind: name === '$and' ? 'all' : 'any', parts: requireArray(name, value).map(readFilter) };
  return name === '$nor' ? { kind: 'not', part: node } : node;
}

function readTerms(path: string, value: Json): readonly FilterNode[] {
  const terms = isJsonObject(value) ? Object.entries(value).filter(([, literal]) => (literal as Json | undefined) !== undefined) : [];
  if (terms.length === 0) {
    throw new TypeError(`The property '${path}' is compared with ${shownValue(value)} without an operator. Write { "${path}": { "$eq": value } }.`);
  }

  return terms.map(([name, literal]) => {
    if (!isOperator(name)) {
      throw new TypeError(`The property '${path}' has no operator ${shownValue(name)}. Use one of ${operators.join(', ')}.`);
    }

    return term(path, name, name === '$in' || name === '$nin' ? requireArray(`'${path}' ${name}`, literal) : literal);
  });
}

function requireArray(what: string, value: Json): readonly Json[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`${what} is ${shownValue(value)}; it takes an array.`);
  }

  return value as readonly Json[];
}
