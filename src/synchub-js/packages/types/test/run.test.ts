import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../src/run.js';
import { folder } from './support/folder.js';
import { serve } from './support/serve.js';

const document = JSON.stringify({
  protocol: 1,
  models: { Task: { key: { name: 'id', schema: { type: 'string' } }, schema: { $ref: '#/$defs/Task' } } },
  $defs: { Task: { type: 'object', properties: { id: { type: 'string', format: 'uuid' }, title: { type: ['string', 'null'] } }, required: ['id'] } },
});
const types = `// Written by synchub-types from the schema of a SyncHub server. Run it again instead of editing this file.

export interface Task {
  /** Format: uuid. */
  readonly id: string;
  readonly title?: string | null;
}

/** The server's models, by their names on the wire. */
export interface Models {
  readonly Task: { readonly entity: Task; readonly key: string };
}
`;

async function call(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const code = await run(args, { out: text => { out += text; }, error: text => { error += text; } });
  return { code, out, error };
}

test('run_AddressOfAHub_WritesTypesToTheStandardOutput', async () => {
  await using server = await serve(document);
  expect(await call(server.url)).toEqual({ code: 0, out: types, error: '' });
  expect(server.requests.map(request => request.path)).toEqual(['/sync/schema']);
});

test.each(['/sync', '/sync/', '/sync/schema', '/sync?tenant=a'])('run_AddressEndingWith%s_AsksForTheSchema', async ending => {
  await using server = await serve(document);
  await call(server.url.replace('/sync', ending));
  expect(server.requests.map(request => request.path?.split('?')[0])).toEqual(['/sync/schema']);
});

test('run_Headers_AreSent', async () => {
  await using server = await serve(document);
  await call(server.url, '--header', 'Authorization: Bearer a:b', '--header', 'X-Tenant:red');
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer a:b', 'x-tenant': 'red', accept: 'application/json' });
});

test('run_Out_WritesTheFileAndItsFolder', async () => {
  await using server = await serve(document);
  await using place = await folder();
  const file = join(place.path, 'deep', 'models.ts');
  expect(await call(server.url, '--out', file)).toEqual({ code: 0, out: '', error: '' });
  expect(await readFile(file, 'utf8')).toBe(types);
});

test('run_OutThatIsRight_LeavesItsTime', async () => {
  await using server = await serve(document);
  await using place = await folder();
  const file = join(place.path, 'models.ts');
  await writeFile(file, types);
  await utimes(file, 1, 1);
  await call(server.url, '--out', file);
  expect((await stat(file)).mtimeMs).toBe(1_000);
});

test('run_CheckOfAFileThatIsRight_IsQuiet', async () => {
  await using server = await serve(document);
  await using place = await folder();
  const file = join(place.path, 'models.ts');
  await writeFile(file, types);
  expect(await call(server.url, '--out', file, '--check')).toEqual({ code: 0, out: '', error: '' });
});

test('run_CheckOfAFileThatDiffers_TellsTheDifferenceAndWritesNothing', async () => {
  await using server = await serve(document);
  await using place = await folder();
  const file = join(place.path, 'models.ts');
  const old = types.replace('title?', 'name');
  await writeFile(file, old);
  const { code, error } = await call(server.url, '--out', file, '--check');
  expect(code).toBe(1);
  expect(error).toContain('-6:   readonly name: string | null;\n+6:   readonly title?: string | null;');
  expect(await readFile(file, 'utf8')).toBe(old);
});

test('run_CheckOfAFileThatIsMissing_Fails', async () => {
  await using server = await serve(document);
  await using place = await folder();
  const { code, error } = await call(server.url, '--out', join(place.path, 'none.ts'), '--check');
  expect(code).toBe(1);
  expect(error).toContain('does not exist');
});

test.each<[string, { status?: number; type?: string }, RegExp]>([
  ['', { status: 404 }, /\/sync\/schema is not there \(404\).*app\.MapSyncHubSchema\("\/sync"\)/],
  ['', { status: 401 }, /not for everybody \(401\).*--header/],
  ['', { status: 403 }, /not for everybody \(403\).*--header/],
  ['', { status: 500 }, /answered 500/],
  ['<html>', { type: 'text/html' }, /not JSON \(text\/html\)/],
  ['{}', {}, /names no protocol/],
  ['[]', {}, /names no protocol/],
  ['{"protocol":2}', {}, /protocol 2; this synchub-types reads 1/],
  ['{"protocol":1}', {}, /no models or no \$defs/],
  ['{"protocol":1,"models":{"A":{}},"$defs":{}}', {}, /model 'A'.*no key/],
  ['{"protocol":1,"models":{},"$defs":{"A":{"type":"object","properties":{"b":{"oneOf":[]}}}}}', {}, /A\.b has the keyword 'oneOf'/],
])('run_ServerAnswers%j%j_SaysWhatToDo', async (body, how, message) => {
  await using server = await serve(body, how);
  const { code, out, error } = await call(server.url);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(message);
});

test('run_NobodyListens_NamesTheAddressAndTheReason', async () => {
  const server = await serve(document);
  await server[Symbol.asyncDispose]();
  const { code, error } = await call(server.url);
  expect(code).toBe(2);
  expect(error).toMatch(/127\.0\.0\.1:\d+\/sync\/schema could not be reached: .*ECONNREFUSED/);
});

test.each<[string[], RegExp]>([
  [[], /one hub, not 0/],
  [['http://a', 'http://b'], /one hub, not 2/],
  [['sync'], /'sync' is not an address/],
  [['file:///sync'], /not an address over http/],
  [['http://a', '--check'], /--out/],
  [['http://a', '--frobnicate'], /--frobnicate.*--help/],
  [['http://a', '--header', 'Bearer secret-value'], /^(?!.*secret-value).*'Bearer' cannot be sent/],
  [['http://a', '--header', 'A b: c'], /'A b' cannot be sent/],
])('run_Arguments%j_AreRefused', async (args, message) => {
  const { code, error } = await call(...args);
  expect(code).toBe(2);
  expect(error).toMatch(message);
});

test('run_Help_ShowsTheUsage', async () => {
  const { code, out } = await call('--help');
  expect(code).toBe(0);
  expect(out).toContain('--check');
});
