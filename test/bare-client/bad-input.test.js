import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { BareClient } from './support/bare-client.js';
import { TaskBoard, firstTask } from './support/task-board.js';

let board;
let client;
let held;

before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());
beforeEach(async () => {
  client = await BareClient.connect(board);
  held = await client.subscribe({ key: firstTask });
});
afterEach(async () => {
  // Whatever was asked: the connection and its other subscription live on.
  const { version } = await client.subscribe({ key: firstTask });
  await board.patch(firstTask, { priority: version.seq });
  await client.push(held.subscriptionId, version.seq + 1);
  await client.close();
});

const good = { model: 'TaskItem', key: firstTask };
const refused = {
  'an unknown model': [{ ...good, model: 'Taks' }, 'unknown-model', /'Taks'.*AddModel/],
  'a model of another case': [{ ...good, model: 'taskitem' }, 'unknown-model', /'taskitem'/],
  'a key of the wrong type': [{ ...good, key: 7 }, 'invalid-request', /7.*TaskItem.*Guid/],
  'a key that is no Guid': [{ ...good, key: 'first' }, 'invalid-request', /first.*TaskItem.*Guid/],
  'a key that is an object': [{ ...good, key: { id: 1 } }, 'invalid-request', /TaskItem.*Guid/],
  'a null key': [{ ...good, key: null }, 'invalid-request', /null.*TaskItem.*Guid/],
  'an oversized key': [{ ...good, key: 'k'.repeat(300) }, 'invalid-request', /^(?!.*k{100}).*TaskItem/],
  'a missing key': [{ model: 'TaskItem' }, 'invalid-request', /lacks 'key'/],
  'a missing model': [{ key: firstTask, model: undefined }, 'invalid-request', /lacks 'model'/],
  'an unknown member': [{ ...good, lastSeqq: 1 }, 'invalid-request', /'lastSeqq'.*lastSeq/],
  'a negative lastSeq': [{ ...good, lastSeq: -1, epoch: 'e' }, 'invalid-request', /-1.*0 or more/],
  'a lastSeq with a fraction': [{ ...good, lastSeq: 1.5, epoch: 'e' }, 'invalid-request', /1\.5/],
  'a lastSeq that is a string': [{ ...good, lastSeq: '1', epoch: 'e' }, 'invalid-request', /lastSeq is a string/],
  'an epoch that is a number': [{ ...good, lastSeq: 1, epoch: 1 }, 'invalid-request', /epoch is a number/],
};

for (const [what, [request, code, sentence]] of Object.entries(refused)) {
  test(`SubscribeEntity_With ${what}_IsRefusedByName`, async () => {
    const answer = await client.subscribe(request);
    assert.equal(answer.method, 'SubscriptionError');
    assert.equal(answer.code, code);
    assert.match(answer.error, sentence);
    assert.equal(answer.retryable, false);
    assert.equal(answer.ended, true);
  });
}

for (const argument of ['text', 7, true, null, [], { requestId: 8 }, { requestId: '' }, {}]) {
  for (const method of ['SubscribeEntity', 'SubscribeMany', 'Unsubscribe']) {
    if (method === 'SubscribeMany' && JSON.stringify(argument) === '{}') continue; // Asks for nothing, and gets it.
    test(`${method}_Argument ${JSON.stringify(argument)}_IsAnInvalidRequest`, async () => {
      await client.invoke(method, argument);
      const { message } = await client.next('the error', arrival => arrival.method === 'SubscriptionError');
      assert.equal(message.code, 'invalid-request');
      assert.ok(message.error.includes(method), message.error);
      assert.equal(message.requestId, undefined);
    });
  }
}

test('SubscribeEntity_WithoutArgument_IsAHubError', () =>
  assert.rejects(client.invoke('SubscribeEntity'), /SubscribeEntity|argument/i));

test('UnknownHubMethod_IsAHubError', () =>
  assert.rejects(client.invoke('SubscribeEverything', {}), /Method does not exist|SubscribeEverything/));

const badQueries = {
  'an unknown property': [{ filter: { colour: { $eq: 'red' } } }, 'invalid-filter', /TaskItem.*'colour'/],
  'an operator that does not fit the type': [{ filter: { status: { $gt: 'todo' } } }, 'invalid-filter', /'status'.*\$gt/],
  'a literal of the wrong type': [{ filter: { priority: { $eq: '1' } } }, 'invalid-filter', /"1".*'priority'/],
  'an enum value that there is not': [{ filter: { status: { $eq: 'later' } } }, 'invalid-filter', /"later".*'status'/],
  'an unknown property in the order': [{ order: { colour: 'ASC' } }, 'invalid-filter', /'colour'/],
  'a negative top': [{ top: -1 }, 'invalid-request', /top.*-1/],
  'a top that is too large': [{ top: 1001 }, 'limit-exceeded', /1001.*1000/],
  'a misspelt member': [{ filters: {} }, 'invalid-request', /'filters'/],
};
for (const [what, [request, code, sentence]] of Object.entries(badQueries)) {
  test(`SubscribeCollection_With ${what}_IsRefusedByName`, async () => {
    const answer = await client.query(request);
    assert.equal(answer.method, 'SubscriptionError');
    assert.equal(answer.code, code, answer.error);
    assert.match(answer.error.replaceAll(',', ''), sentence);
    assert.equal(answer.retryable, false);
    assert.equal(answer.ended, true);
  });
}

test('Hello_NothingInCommon_NamesBothSides', () =>
  assert.rejects(client.invoke('Hello', { protocols: [2, 3] }), /unsupported-protocol.*1.*2, 3/));

for (const request of [{}, { protocols: 1 }, { protocols: ['1'] }, { protocols: [1], version: 1 }, null]) {
  test(`Hello_${JSON.stringify(request)}_IsAnInvalidRequest`, () =>
    assert.rejects(client.invoke('Hello', request), /invalid-request.*Hello/));
}

test('Subscriptions_BeyondTheLimit_AreRefusedAndRoomIsMadeByUnsubscribe', async () => {
  const entities = Array.from({ length: 999 }, () => ({ requestId: randomUUID(), model: 'TaskItem', key: randomUUID() }));
  await client.invoke('SubscribeMany', { entities });
  const answers = await Promise.all(entities.map(({ requestId }) => client.answer(requestId)));
  assert.ok(answers.every(({ method }) => method === 'Subscribed'));

  const tooMany = await client.subscribe({ key: randomUUID() });
  assert.equal(tooMany.code, 'limit-exceeded');
  assert.match(tooMany.error, /1000/);

  await client.invoke('Unsubscribe', { subscriptionId: answers[0].subscriptionId });
  assert.equal((await client.subscribe({ key: randomUUID() })).method, 'Subscribed');
  await client.invoke('Unsubscribe', { subscriptionId: answers[1].subscriptionId });
});

test('Unsubscribe_OfAnothersSubscription_IsRefusedAndLeavesItAlone', async t => {
  const other = await BareClient.connect(board);
  t.after(() => other.close());
  const { id } = await board.add({});
  const theirs = await other.subscribe({ key: id });

  await client.invoke('Unsubscribe', { subscriptionId: theirs.subscriptionId });
  const { message } = await client.next('the error', arrival => arrival.method === 'SubscriptionError');
  assert.equal(message.code, 'invalid-request');
  assert.equal(message.subscriptionId, theirs.subscriptionId);
  assert.ok(message.error.includes(theirs.subscriptionId));

  await board.patch(id, { priority: 3 });
  await other.push(theirs.subscriptionId, theirs.version.seq + 1);
});

for (const request of [{ subscriptionId: 'nothing' }, { requestId: 'nothing' }]) {
  test(`Unsubscribe_${JSON.stringify(request)}_IsRefused`, async () => {
    await client.invoke('Unsubscribe', request);
    const { message } = await client.next('the error', arrival => arrival.method === 'SubscriptionError');
    assert.equal(message.code, 'invalid-request');
    assert.match(message.error, /'nothing'/);
  });
}
