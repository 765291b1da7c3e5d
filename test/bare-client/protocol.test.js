import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { BareClient } from './support/bare-client.js';
import { TaskBoard, firstTask, secondTask } from './support/task-board.js';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;

let board;
before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());

async function connected(t) {
  const client = await BareClient.connect(board);
  t.after(() => client.close());
  return client;
}

test('Hello_VersionOne_TellsVersionFeaturesAndLimits', async t => {
  const client = await connected(t);
  assert.deepEqual(await client.invoke('Hello', { protocols: [1, 2], features: ['x'] }), {
    protocol: 1,
    features: ['entities', 'collections'],
    limits: {
      subscriptionsPerConnection: 1000,
      keyLength: 256,
      receiveBytes: 262144,
      filterDepth: 8,
      filterTerms: 64,
      listLength: 1000,
      top: 1000,
      skip: 10000,
      patternLength: 256,
      matches: 5000,
    },
  });
});

test('SubscribeEntity_WithoutHello_AnswersWithTheSnapshot', async t => {
  const client = await connected(t);
  const answer = await client.subscribe({ key: firstTask });
  assert.equal(answer.method, 'Subscribed');
  assert.equal(answer.kind, 'entity');
  assert.equal(answer.model, 'TaskItem');
  assert.equal(answer.keyName, 'id');
  assert.equal(answer.mode, 'snapshot');
  assert.match(answer.version.timestamp, instant);
  assert.match(answer.data.createdAt, instant);
  assert.deepEqual(answer.data, await board.get(firstTask));
});

test('Pushes_OfAnEntitysWholeLife_ChainByPrevAndCarryOnlyWhatChanged', async t => {
  const client = await connected(t);
  const id = randomUUID();
  const missing = await client.subscribe({ key: id });
  assert.equal(missing.mode, 'snapshot');
  assert.equal(missing.data, null);
  const { subscriptionId, version: { seq, epoch } } = missing;

  const task = await board.add({ id, assignee: 'Ada' });
  const added = await client.push(subscriptionId, seq + 1);
  assert.equal(added.method, 'EntityAdded');
  assert.equal(added.version.epoch, epoch);
  assert.ok(added.prev <= seq);
  assert.deepEqual(added.entity, task);

  await board.patch(id, { assignee: null });
  await board.patch(id, { assignee: null }); // Changes nothing, so it has no seq and no push.
  const updated = await client.push(subscriptionId, seq + 2);
  assert.equal(updated.method, 'EntityUpdated');
  assert.equal(updated.id, id);
  assert.equal(updated.prev, seq + 1);
  assert.deepEqual(Object.keys(updated.change).sort(), ['assignee', 'updatedAt']);
  assert.equal(updated.change.assignee, null);

  await board.remove(id);
  const removed = await client.push(subscriptionId, seq + 3);
  assert.equal(removed.method, 'EntityRemoved');
  assert.equal(removed.id, id);
  assert.equal(removed.prev, seq + 2);
});

test('Pushes_ToTwoClients_ShareTheSubscriptionId', async t => {
  const [one, two] = [await connected(t), await connected(t)];
  const [first, second] = [await one.subscribe({ key: secondTask }), await two.subscribe({ key: secondTask })];
  assert.equal(first.subscriptionId, second.subscriptionId);
  const { version } = second;
  await board.patch(secondTask, { priority: 77 });
  for (const client of [one, two]) {
    const push = await client.push(second.subscriptionId, version.seq + 1);
    assert.equal(push.change.priority, 77);
  }
});

test('SubscribeEntity_SameKeyInAnotherForm_IsTheSameSubscription', async t => {
  const client = await connected(t);
  const id = 'abcdefab-0000-4000-8000-00000000cdef';
  const [first, second] = [await client.subscribe({ key: id }), await client.subscribe({ key: id.toUpperCase() })];
  assert.equal(second.method, 'Subscribed');
  assert.equal(second.subscriptionId, first.subscriptionId);

  await client.invoke('Unsubscribe', { subscriptionId: first.subscriptionId });
  await assertNothingArrives(client, first.subscriptionId, () => board.add({ id }));
});

test('SubscribeMany_GoodAndBad_AnsweredOneByOne', async t => {
  const client = await connected(t);
  await client.invoke('SubscribeMany', {
    entities: [
      { requestId: 'good', model: 'TaskItem', key: firstTask },
      { requestId: 'bad', model: 'Nothing', key: 1 },
      { requestId: 'fine', model: 'TaskItem', key: secondTask },
    ],
  });
  assert.equal((await client.answer('good')).data.id, firstTask);
  assert.equal((await client.answer('bad')).code, 'unknown-model');
  assert.equal((await client.answer('fine')).data.id, secondTask);
});

test('Resume_NothingMissed_IsAnEmptyDeltaUnder300Bytes', async t => {
  const gone = await BareClient.connect(board);
  const { version } = await gone.subscribe({ key: firstTask });
  await gone.close();

  const client = await connected(t);
  const answer = await client.subscribe({ requestId: '1', key: firstTask, lastSeq: version.seq, epoch: version.epoch });
  assert.equal(answer.mode, 'delta');
  assert.deepEqual(answer.changes, []);
  assert.ok(!('data' in answer));
  const bytes = client.bytesOf('Subscribed');
  assert.ok(bytes < 300, `the answer has ${bytes} bytes`);
});

// Over a database even one missed change brings all of the entity: what was read of it before may have been ahead of the log (docs/consistency.md).
test('Resume_SomethingMissed_IsTheEntityAsItIs', async t => {
  const { id } = await board.add({ title: 'Missed' });
  const gone = await BareClient.connect(board);
  const { subscriptionId, version } = await gone.subscribe({ key: id });
  await board.patch(id, { priority: 1 });
  const { version: left } = await gone.pushAfter(subscriptionId, version.seq);
  await gone.close();
  const witness = await connected(t);
  const seen = await witness.subscribe({ key: id });
  await board.patch(id, { status: 'done' });
  await witness.pushAfter(seen.subscriptionId, seen.version.seq);

  const client = await connected(t);
  const answer = await client.subscribe({ key: id, lastSeq: left.seq, epoch: left.epoch });
  assert.ok(answer.version.seq > left.seq);
  assert.equal(answer.mode, 'snapshot');
  assert.deepEqual(answer.data, await board.get(id));
});

test('Resume_EpochOrSeqOfAnotherLog_IsASnapshot', async t => {
  const client = await connected(t);
  const { version } = await client.subscribe({ key: firstTask });
  for (const held of [
    { lastSeq: version.seq, epoch: 'of-another-log' },
    { lastSeq: version.seq + 1000, epoch: version.epoch },
    { lastSeq: version.seq },
  ]) {
    const answer = await client.subscribe({ key: firstTask, ...held });
    assert.equal(answer.mode, 'snapshot', JSON.stringify(held));
    assert.equal(answer.data.id, firstTask);
  }
});

test('Position_AfterAWriteToAnotherEntity_ReachesAQuietSubscription', async t => {
  const client = await connected(t);
  const { version } = await client.subscribe({ key: randomUUID() });
  await board.patch(firstTask, { priority: 41 });
  const { message } = await client.next('a position beyond the subscription', ({ method, message }) =>
    method === 'Position' && message.positions.some(position => position.model === 'TaskItem' && position.version.seq > version.seq));
  assert.equal(message.positions[0].version.epoch, version.epoch);
});

test('Unsubscribe_Completed_NothingMoreArrives', async t => {
  const client = await connected(t);
  const { id } = await board.add({});
  const { subscriptionId } = await client.subscribe({ key: id });
  const writes = Promise.all(Array.from({ length: 20 }, (_, priority) => board.patch(id, { priority: 100 + priority })));
  await client.invoke('Unsubscribe', { subscriptionId });
  await assertNothingArrives(client, subscriptionId, () => writes);
});

test('Unsubscribe_ByRequest_EndsWhatTheRequestBecame', async t => {
  const client = await connected(t);
  const { id } = await board.add({});
  const { requestId, subscriptionId } = await client.subscribe({ key: id });
  await client.invoke('Unsubscribe', { requestId });
  await assertNothingArrives(client, subscriptionId, () => board.patch(id, { priority: 5 }));
});

test('Restart_WithANewLog_FarewellThenASnapshotInANewEpoch', async t => {
  const gone = await BareClient.connect(board);
  const { version } = await gone.subscribe({ key: firstTask });
  await board.stop();
  const { message: closing } = await gone.next('Closing', ({ method }) => method === 'Closing');
  assert.equal(closing.code, 'server-stopping');
  assert.equal(closing.reconnect, true);
  assert.ok(closing.afterMs >= 0 && closing.afterMs <= 5000);
  await gone.closed;
  await board.start();

  const client = await connected(t);
  const answer = await client.subscribe({ key: firstTask, lastSeq: version.seq, epoch: version.epoch });
  assert.equal(answer.mode, 'snapshot');
  assert.notEqual(answer.version.epoch, version.epoch);
  assert.deepEqual(answer.data, await board.get(firstTask));
});

/** A later push of another subscription on the same connection proves that an earlier write has passed by. */
async function assertNothingArrives(client, subscriptionId, write) {
  const before = client.of(subscriptionId).length;
  await write();
  const { id } = await board.add({});
  const beacon = await client.subscribe({ key: id });
  await board.patch(id, { priority: 9 });
  await client.push(beacon.subscriptionId, beacon.version.seq + 1);
  assert.deepEqual(client.of(subscriptionId).slice(before), []);
}
