import { expect, test } from 'vitest';
import { typeText } from '../src/type-text.js';

const names = new Map([['Person', 'Person'], ['a/b~c d', 'ABCD']]);

test.each<[unknown, string]>([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', format: 'date-time' }, 'string'],
  [{ $comment: 'Represents a System.TimeSpan value.', type: 'string', pattern: '^-?' }, 'string'],
  [{ type: 'string', minLength: 1, maxLength: 1 }, 'string'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'number' }, 'number'],
  [{ type: ['integer', 'number'] }, 'number'],
  [{ type: 'boolean' }, 'boolean'],
  [{ type: 'null' }, 'null'],
  [{ type: ['null', 'string'] }, 'string | null'],
  [{ enum: ['todo', 'in \'quotes\'', 'with "double"', 'line\nbreak', '\\'] }, "'todo' | 'in \\'quotes\\'' | 'with \"double\"' | 'line\\nbreak' | '\\\\'"],
  [{ enum: [null, 0, 1.5, true] }, '0 | 1.5 | true | null'],
  [{ const: 'print' }, "'print'"],
  [true, 'unknown'],
  [{}, 'unknown'],
  [{ anyOf: [true, { type: 'null' }] }, 'unknown'],
  [{ $ref: '#/$defs/Person' }, 'Person'],
  [{ $ref: '#/$defs/a~1b~0c%20d' }, 'ABCD'],
  [{ anyOf: [{ $ref: '#/$defs/Person' }, { type: 'null' }] }, 'Person | null'],
  [{ anyOf: [{ type: 'number' }, { enum: ['NaN'] }] }, "number | 'NaN'"],
  [{ type: 'array', items: { type: 'string' } }, 'readonly string[]'],
  [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
  [{ type: ['array', 'null'], items: { type: 'integer' } }, 'readonly number[] | null'],
  [{ type: 'array', items: { type: 'array', items: { type: 'integer' } } }, 'readonly (readonly number[])[]'],
  [{ type: 'array', items: { enum: ['a b'] } }, "readonly ('a b')[]"],
  [{ type: 'array', items: { anyOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { type: 'null' }] } }, 'readonly ({ readonly a?: string } | null)[]'],
  [{ type: 'array' }, 'readonly unknown[]'],
  [{ type: 'object' }, '{ readonly [key: string]: unknown }'],
  [{ type: 'object', additionalProperties: { type: ['integer', 'null'] } }, '{ readonly [key: string]: number | null }'],
  [{ type: 'object', properties: { a: { type: 'string' }, 'b-c': true }, required: ['a'] }, "{ readonly a: string; readonly 'b-c'?: unknown }"],
  [{ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true }, '{ readonly a?: string; readonly [key: string]: unknown }'],
])('typeText_%j_Is%s', (schema, expected) => {
  expect(typeText(schema, 'Task.title', names)).toBe(expected);
});

test.each<[unknown, string]>([
  [{ oneOf: [{ type: 'string' }] }, "Task.title has the keyword 'oneOf'"],
  [{ type: 'array', items: { not: {} } }, "Task.title[] has the keyword 'not'"],
  [{ type: 'object', properties: { a: { if: true } } }, "Task.title.a has the keyword 'if'"],
  [{ type: 'object', additionalProperties: { prefixItems: [] } }, "Task.title[key] has the keyword 'prefixItems'"],
  [{ anyOf: [{ allOf: [] }] }, "Task.title has the keyword 'allOf'"],
  [{ type: 'date' }, 'Task.title has the type "date"'],
  [{ $ref: '#/properties/x' }, 'Task.title refers to "#/properties/x"'],
  [{ $ref: '#/$defs/Nobody' }, 'Task.title refers to "#/$defs/Nobody"'],
  [{ enum: [{}] }, 'Task.title has the value {}'],
  [{ enum: [] }, 'Task.title has [] as enum'],
  [{ type: 'object', properties: { a: true }, additionalProperties: { type: 'string' } }, 'Task.title has properties and others'],
  [{ type: 'object', properties: [] }, 'Task.title has properties or required'],
  [false, 'Task.title is false'],
  [7, 'Task.title is 7'],
])('typeText_%j_IsRefusedByName', (schema, message) => {
  expect(() => typeText(schema, 'Task.title', names)).toThrow(message);
});
