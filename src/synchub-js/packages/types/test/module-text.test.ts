import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { moduleText } from '../src/module-text.js';
import { readSchemaDocument } from '../src/schema-document.js';
import { folder } from './support/folder.js';

// What the server's own tests approve: every kind of property that there is.
const document = new URL('../../../../../test/SyncHub.Server.Tests/Schema/approved.json', import.meta.url);
const approved = join(import.meta.dirname, 'approved', 'library.ts');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

test('moduleText_OfTheServersApprovedDocument_IsTheApprovedModule', async () => {
  const text = moduleText(readSchemaDocument(JSON.parse(await readFile(document, 'utf8'))));
  await expect(text).toMatchFileSnapshot(approved);
});

test('moduleText_MembersInAnotherOrder_IsTheSame', () => {
  const model = (type: string) => ({ key: { name: 'id', schema: { type } }, schema: { $ref: '#/$defs/A' } });
  const definitions = { A: { type: 'object', properties: { b: { type: 'string' } } }, B: { enum: ['x'] } };
  const one = { protocol: 1, models: { A: model('string'), Z: model('integer') }, $defs: definitions };
  const other = { protocol: 1, models: { Z: model('integer'), A: model('string') }, $defs: { B: definitions.B, A: definitions.A } };
  expect(moduleText(readSchemaDocument(other))).toBe(moduleText(readSchemaDocument(one)));
});

test('moduleText_NoModels_IsAnEmptyInterface', () => {
  expect(moduleText(readSchemaDocument({ protocol: 1, models: {}, $defs: {} }))).toContain('export interface Models {}');
});

const uses: readonly (readonly [what: string, code: string, compiles: boolean])[] = [
  ['a whole value', "export const key: Models['Book']['key'] = '7'; export const title = (book: Models['Book']['entity']): string => book.title;", true],
  ['an enum', "import type { Binding } from './library.js'; export const binding: Binding = 'soft';", true],
  ['an optional property', 'export const fine = (loan: Loans): string | null | undefined => loan.fine;', true],
  ['a kind', "export const length = (book: Book): string => book.medium.$type === 'recording' ? book.medium.length : '';", true],
  ['an element that may be null', 'export const names = (book: Book): (string | undefined)[] => book.readers.map(reader => reader?.name);', true],
  ['a key of another type', "export const key: Models['Book']['key'] = 7;", false],
  ['a value that the enum has not', "export const is = (book: Book): boolean => book.binding === 'paper';", false],
  ['a write', "export const rename = (book: Book): void => { book.title = 'x'; };", false],
  ['a property that is not there', 'export const secret = (book: Book): unknown => book.secret;', false],
  ['null unchecked', 'export const length = (book: Book): number => book.subtitle.length;', false],
];

/** What the compiler says of each use; one run for all. */
let errors: string;
beforeAll(async () => {
  await using place = await folder();
  await copyFile(approved, join(place.path, 'library.ts'));
  const files = uses.map((_, i) => join(place.path, `use${i}.ts`));
  await Promise.all(uses.map(([, code], i) =>
    writeFile(files[i] ?? '', `import type { Book, Loans, Models } from './library.js';\nexport type Used = Book | Loans | Models;\n${code}\n`)));
  const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--isolatedDeclarations', '--declaration',
    '--verbatimModuleSyntax', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
  const compiled = promisify(execFile)(process.execPath, [tsc, ...options, ...files]);
  errors = await compiled.then(() => '', (error: { stdout: string }) => error.stdout);
}, 120_000);

test.each(uses.map(([what, , compiles], i) => [what, compiles ? 'Compiles' : 'IsRefused', i, compiles] as const))('tsc_UseOf_%s_%s', (_, __, i, compiles) => {
  expect(errors).not.toContain('library.ts(');
  const own = errors.split('\n').filter(line => line.includes(`use${i}.ts(`));
  if (compiles) {
    expect(own).toEqual([]);
  } else {
    expect(own).not.toEqual([]);
  }
});
