import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { applyDelta, applyEdits } from './support/rows.js';
import { BareClient } from './support/bare-client.js';
import { TaskBoard } from './support/task-board.js';

const top = 3;

let board;
before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());

async function connected(t) {
  const client = await BareClient.connect(board);
  t.after(() => client.close());
  return client;
}

/** A board of its own with tasks of priorities 1 to count; the page shows the highest first. */
async function seeded(count) {
  const boardId = randomUUID();
  const tasks = [];
  for (let priority = 1; priority <= count; priority++) tasks.push(await board.add({ boardId, priority, title: `Task ${priority}` }));
  const query = { filter: { boardId: { $eq: boardId }, status: { $ne: 'done' } }, order: { priority: 'DESC' }, top };
  return { boardId, tasks, query };
}

const priorities = rows => rows.map(row => row.priority);

/** What the page must be, from the rows that REST gives. */
async function expected({ boardId, query }) {
  const matches = (await board.list(boardId)).filter(task => task.status !== 'done');
  matches.sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  return { rows: matches.slice(0, query.top), total: matches.length };
}

test('SubscribeCollection_APage_AnswersWithItsRowsInOrderAndTheTotal', async t => {
  const client = await connected(t);
  const seed = await seeded(5);
  const answer = await client.query(seed.query);
  const { rows, total } = await expected(seed);
  assert.equal(answer.kind, 'collection');
  assert.equal(answer.mode, 'snapshot');
  assert.equal(answer.keyName, 'id');
  assert.deepEqual(answer.data, rows);
  assert.equal(answer.totalCount, total);
});

test('CollectionChanged_EachKindOfEdit_KeepsPageAndTotal', async t => {
  const client = await connected(t);
  const seed = await seeded(5);
  const [, , third, fourth, fifth] = seed.tasks;
  const { subscriptionId, data, version, totalCount } = await client.query(seed.query);
  let [rows, seq, total] = [data, version.seq, totalCount];

  const steps = [
    ['a row comes in first', () => board.add({ boardId: seed.boardId, priority: 9 }), ['insert', 'remove'], [9, 5, 4], 6],
    ['a row changes where it is', () => board.patch(fifth.id, { title: 'Changed' }), ['update'], [9, 5, 4], 6],
    ['a row moves up', () => board.patch(fourth.id, { priority: 10 }), ['move'], [10, 9, 5], 6],
    ['a row stops to match and one moves in', () => board.patch(fifth.id, { status: 'done' }), ['insert', 'remove'], [10, 9, 3], 5],
    ['a row is removed and one moves in', () => board.remove(third.id), ['insert', 'remove'], [10, 9, 2], 4],
    ['only the total is another', () => board.add({ boardId: seed.boardId, priority: -1 }), [], [10, 9, 2], 5],
    ['a row that did not match does', () => board.patch(fifth.id, { status: 'todo' }), ['insert', 'remove'], [10, 9, 5], 6],
  ];
  for (const [what, write, types, page, count] of steps) {
    await write();
    const push = await client.changed(subscriptionId, seq);
    assert.equal(push.method, 'CollectionChanged', what);
    assert.ok(push.prev <= seq, what);
    assert.deepEqual(push.changes.map(change => change.type).sort(), types, what);
    for (const edit of push.changes) {
      rows = applyEdits(rows, [edit], 'id');
      assert.ok(rows?.length <= top, what);
    }
    [seq, total] = [push.version.seq, push.totalCount];
    assert.deepEqual(priorities(rows), page, what);
    assert.equal(total, count, what);
  }
  assert.deepEqual({ rows, total }, await expected(seed));
});

test('CollectionChanged_RandomWrites_ThePageIsWhatRestSays', async t => {
  const client = await connected(t);
  const seed = await seeded(6);
  const { subscriptionId, data, version, totalCount } = await client.query(seed.query);
  let state = 20261122; // The seed of the writes.
  t.diagnostic(`seed ${state}`);
  const random = below => (state = (state * 1103515245 + 12345) % 2 ** 31, Math.floor(state / 65536) % below);

  const ids = seed.tasks.map(task => task.id);
  for (let i = 0; i < 150; i++) {
    const at = random(ids.length);
    const write = random(5);
    if (write === 0 || ids.length < 4) ids.push((await board.add({ boardId: seed.boardId, priority: random(8) })).id);
    else if (write === 1) await board.remove(ids.splice(at, 1)[0]);
    else if (write === 2) await board.patch(ids[at], { status: ['todo', 'doing', 'done'][random(3)] });
    else await board.patch(ids[at], { priority: random(8), title: `Write ${i}` });
  }
  await board.add({ boardId: seed.boardId, priority: 100, title: 'The last' });
  await client.next('the last write', ({ message }) => message.subscriptionId === subscriptionId && JSON.stringify(message).includes('The last'));

  let [rows, seq, total] = [data, version.seq, totalCount];
  for (const { message } of client.of(subscriptionId).filter(({ method }) => method.startsWith('Collection'))) {
    if (message.changes) {
      assert.ok(message.prev <= seq);
      for (const edit of message.changes) {
        rows = applyEdits(rows, [edit], 'id');
        assert.ok(rows?.length <= top, `${JSON.stringify(edit)} at seq ${message.version.seq}`);
      }
    } else {
      rows = message.data;
    }
    [seq, total] = [message.version.seq, message.totalCount];
  }
  assert.deepEqual({ rows, total }, await expected(seed));
});

test('Resume_AfterADroppedConnection_IsADeltaOfWhatChangedAndConverges', async t => {
  const gone = await BareClient.connect(board);
  const seed = await seeded(5);
  const before = await gone.query(seed.query);
  await gone.close();
  await board.patch(seed.tasks[4].id, { priority: 0 });
  const added = await board.add({ boardId: seed.boardId, priority: 8 });

  const client = await connected(t);
  const answer = await client.query({ ...seed.query, lastSeq: before.version.seq, epoch: before.version.epoch, knownKeys: before.data.map(row => row.id) });
  assert.equal(answer.mode, 'delta');
  const { rows, total } = await expected(seed);
  assert.deepEqual(answer.entities.map(row => row.id), [added.id]);
  assert.deepEqual(applyDelta(before.data, answer, 'id'), rows);
  assert.equal(answer.totalCount, total);

  await board.patch(added.id, { title: 'Still live' });
  const push = await client.changed(answer.subscriptionId, answer.version.seq);
  assert.deepEqual(applyEdits(rows, push.changes, 'id'), (await expected(seed)).rows);
});

test('Resume_NothingMissed_HasNoKeysAndIsUnder300Bytes', async t => {
  const gone = await BareClient.connect(board);
  const seed = await seeded(5);
  const { version, data } = await gone.query(seed.query);
  await gone.close();

  const client = await connected(t);
  const answer = await client.query({ requestId: '1', ...seed.query, lastSeq: version.seq, epoch: version.epoch, knownKeys: data.map(row => row.id) });
  assert.equal(answer.mode, 'delta');
  assert.deepEqual([answer.keys, answer.entities, answer.totalCount], [undefined, undefined, 5]);
  assert.equal(applyDelta(data, answer, 'id'), data);
  const bytes = client.bytesOf('Subscribed');
  assert.ok(bytes < 300, `the answer has ${bytes} bytes`);
});

test('Resume_WithALongerPage_BringsTheNewRowsOnly', async t => {
  const client = await connected(t);
  const seed = await seeded(5);
  const { version, data } = await client.query(seed.query);
  const query = { ...seed.query, top: 5 };
  const answer = await client.query({ ...query, lastSeq: version.seq, epoch: version.epoch, knownKeys: data.map(row => row.id) });
  assert.equal(answer.mode, 'delta');
  assert.deepEqual(priorities(answer.entities), [2, 1]);
  assert.deepEqual(applyDelta(data, answer, 'id'), (await expected({ ...seed, query })).rows);
});

test('SubscribeMany_EntitiesAndCollections_AnsweredOneByOne', async t => {
  const client = await connected(t);
  const { query, tasks } = await seeded(2);
  await client.invoke('SubscribeMany', {
    entities: [{ requestId: 'e', model: 'TaskItem', key: tasks[0].id }],
    collections: [{ requestId: 'c', model: 'TaskItem', ...query }, { requestId: 'bad', model: 'TaskItem', filter: { colour: 1 } }],
  });
  assert.equal((await client.answer('e')).data.id, tasks[0].id);
  assert.deepEqual(priorities((await client.answer('c')).data), [2, 1]);
  assert.equal((await client.answer('bad')).code, 'invalid-filter');
});
