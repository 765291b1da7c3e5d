import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TaskBoard } from './support/task-board.js';
import { buildTypesCommand, types } from './support/types-command.js';

const models = fileURLToPath(new URL('../../examples/TaskBoard/client/src/models.ts', import.meta.url));

let board;
before(async () => {
  await buildTypesCommand();
  board = await TaskBoard.start();
});
after(() => board?.stop());

test('Models_OfTaskBoardsPage_AreWhatItsServerSays', async () => {
  const { code, output } = await types(`${board.url}/sync`, '--out', models, '--check');
  assert.equal(code, 0, output);
});

test('Models_WithAnotherPropertyThanTheServer_AreFoundToDiffer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    const old = join(folder, 'models.ts');
    writeFileSync(old, readFileSync(models, 'utf8').replace('priority', 'urgency'));
    const { code, output } = await types(`${board.url}/sync`, '--out', old, '--check');
    assert.equal(code, 1);
    assert.match(output, /-\d+: +readonly urgency: number;\n\+\d+: +readonly priority: number;/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Schema_OfTaskBoard_HasNoTaskInIt', async () => {
  const text = await (await board.request('GET', '/sync/schema')).text();
  assert.ok(text.includes('"notes"')); // A name that only leads see the values of.
  for (const task of await board.list('demo')) assert.ok(!text.includes(task.title) && !text.includes(task.id));
});

test('Types_HubThatIsNotThere_SaysHowToMapTheSchema', async () => {
  const { code, output } = await types(`${board.url}/nowhere`);
  assert.equal(code, 2);
  assert.match(output, /404.*MapSyncHubSchema\("\/nowhere"\)/);
});
