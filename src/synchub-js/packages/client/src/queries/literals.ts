import type { Json } from '../json/json.js';
import { exactKindOf } from './exact-text.js';

/** Whether two different literals of one property stand for different values, whichever type it has. */
export function areDistinct(left: Json, right: Json): boolean {
  return typeof left !== typeof right ? !isDigits(left) && !isDigits(right) : typeof left !== 'string' || isPlain(left) || isPlain(right);
}

/** Whether the order of literals is the same whichever type their property has: numbers, texts that can be nothing else, or instants of the wire. */
export function areSortable(literals: readonly Json[]): boolean {
  return [isNumber, isPlain, isInstant].some(is => literals.every(is));
}

function isNumber(literal: Json): literal is number {
  return typeof literal === 'number';
}

// Numbers, dates and times begin with a digit or a sign, Guids with eight digits or a bracket; whatever does not is a text or an enum.
function isPlain(literal: Json): boolean {
  return typeof literal === 'string' && !/^(?:[\s\d.+({-]|[\da-f]{8})/i.test(literal);
}

function isInstant(literal: Json): boolean {
  return typeof literal === 'string' && exactKindOf(literal) === 'instant';
}

function isDigits(literal: Json): boolean {
  return typeof literal === 'string' && !isPlain(literal);
}
