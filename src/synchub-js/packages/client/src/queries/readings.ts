import type { Json } from '../json/json.js';
import { compareCodePoints } from './code-points.js';
import { exactKindOf, exactText } from './exact-text.js';
import type { PropertyKind } from './property-kind.js';

/**
 * How a row's value may be ordered against another one of its property, a literal of a filter say: negative, zero or positive. JSON tells a
 * property's type as a rule, and then this is one number; it is several where the types that would explain the two values disagree, and none where
 * no type has both. Null comes first.
 */
export function readings(value: Json, other: Json, kind: PropertyKind | undefined): readonly number[] {
  if (value === null || other === null) {
    return [Number(value !== null) - Number(other !== null)];
  }

  if (typeof value === 'number') {
    return readNumbers(value, other, kind);
  }

  if (typeof value === 'string' && typeof other === 'string') {
    return readTexts(value, other, kind);
  }

  return typeof value === 'boolean' && typeof other === 'boolean' ? [Number(value) - Number(other)] : [];
}

/** The answer of several readings where they agree; undefined where they do not, or where there is none. */
export function agreed<T>(answers: readonly T[]): T | undefined {
  const [first] = answers;
  return answers.every(answer => answer === first) ? first : undefined;
}

function readNumbers(value: number, other: Json, kind: PropertyKind | undefined): readonly number[] {
  const number = typeof other === 'string' && /^[\d.eE+-]+$/.test(other) ? Number(other) : other;
  if (typeof number !== 'number' || Number.isNaN(number)) {
    return [];
  }

  // Rounding keeps the order: what differs here differs there. What is equal here may have been rounded to that.
  return value !== number ? [value - number] : kind === 'double' || (isExact(value) && isExact(other)) ? [0] : [-1, 0, 1];
}

function isExact(value: Json): boolean {
  return typeof value === 'number' ? !Number.isInteger(value) || Number.isSafeInteger(value) : String(value).replace(/e.*/i, '').replace(/\D/g, '').length <= 15;
}

function readTexts(value: string, other: string, kind: PropertyKind | undefined): readonly number[] {
  if (Array.isArray(kind)) {
    const [place, otherPlace] = [kind.indexOf(value), kind.indexOf(other)];
    return place < 0 || otherPlace < 0 ? [] : [place - otherPlace];
  }

  const asText = Math.sign(compareCodePoints(value, other));
  const exactKind = kind === undefined ? exactKindOf(value) : kind === 'guid' || kind === 'instant' || kind === 'time' ? kind : undefined;
  const exact = exactKind && exactText(exactKind, value);
  const otherExact = exactKind && exactText(exactKind, other);
  if (exact === undefined || otherExact === undefined) {
    return [asText];
  }

  // No text looks like the wire's instants by chance; one may well look like a Guid or a time of day.
  const asExact = Math.sign(compareCodePoints(exact, otherExact));
  return kind === undefined && exactKind !== 'instant' ? [asText, asExact] : [asExact];
}
