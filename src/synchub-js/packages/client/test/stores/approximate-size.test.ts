import { expect, test } from 'vitest';
import { approximateSize } from '../../src/stores/approximate-size.js';

test.each([
  ['text', 'abcd', 8],
  ['number', 7, 8],
  ['null', null, 8],
  ['undefined', undefined, 8],
  ['object', { ab: 'c' }, 8 + 4 + 2],
  ['array', ['a', 'b'], 8 + 2 + 2],
  ['bytes', new Uint8Array(100), 108],
  ['map', new Map([['a', 1]]), 8 + 2 + 8],
  ['set', new Set(['abc']), 8 + 6],
  ['date', new Date(0), 8],
])('ApproximateSize_Of%s_CountsIt', (_name, value, bytes) => {
  expect(approximateSize(value)).toBe(bytes);
});

test('ApproximateSize_Cycle_CountsOnce', () => {
  const value: { self?: unknown } = {};
  value.self = value;
  expect(approximateSize(value)).toBe(8 + 8);
});

test('ApproximateSize_NestedDeeperThanCallsCanBe_Counts', () => {
  let value: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) {
    value = [value];
  }

  expect(approximateSize(value)).toBe(8 * 100_001);
});
