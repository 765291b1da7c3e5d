import { expect, test } from 'vitest';
import { drift } from '../src/drift.js';

test.each<[string, string, string | null]>([
  ['', '', null],
  ['a\nb\n', 'a\nb\n', null],
  ['a\r\nb\r\n', 'a\nb\n', null],
  ['a\nb\nc\n', 'a\nc\n', '-2: b'],
  ['a\nc\n', 'a\nb\nc\n', '+2: b'],
  ['a\nb\nc\n', 'a\nx\nc\n', '-2: b\n+2: x'],
  ['a\nb\nc\nd\n', 'a\nx\nc\ny\n', '-2: b\n+2: x\n-4: d\n+4: y'],
  ['a', 'a\n', '+2: '],
  ['x\nx\n', 'x\n', '-2: x'],
])('drift_From%jTo%j_Is%j', (actual, expected, difference) => {
  expect(drift(actual, expected)).toBe(difference);
});
