import { expect, test } from 'vitest';
import { propertyName, typeNames } from '../src/names.js';

test.each<[string, string]>([
  ['TaskItem', 'TaskItem'],
  ['task-items', 'TaskItems'],
  ['chat/room members', 'ChatRoomMembers'],
  ['PageOfTask', 'PageOfTask'],
  ['2fa', '_2fa'],
  ['Größe', 'Größe'],
  ['models', 'Models2'],
  ['***', 'Unnamed'],
])('typeNames_%s_Is%s', (name, expected) => {
  expect([...typeNames([name])]).toEqual([[name, expected]]);
});

test('typeNames_ThatWouldBeAlike_GetNumbersInOrder', () => {
  expect([...typeNames(['loan', 'Loan', 'loan', 'LOAN', 'lo-an', 'LoAn'])].map(([, type]) => type)).toEqual(['Loan', 'Loan2', 'LOAN', 'LoAn', 'LoAn2']);
});

test.each<[string, string]>([
  ['title', 'title'],
  ['$type', '$type'],
  ['isbn-13', "'isbn-13'"],
  ['1st', "'1st'"],
  ["it's", "'it\\'s'"],
  ['', "''"],
])('propertyName_%s_Is%s', (name, expected) => {
  expect(propertyName(name)).toBe(expected);
});
