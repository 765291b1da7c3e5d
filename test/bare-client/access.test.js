import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { HttpTransportType } from '@microsoft/signalr';
import { applyEdits, applyPush } from './support/rows.js';
import { BareClient } from './support/bare-client.js';
import { TaskBoard, firstTask, teamTask } from './support/task-board.js';

let board;
before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());

async function connected(t, token) {
  const client = await BareClient.connect(board, HttpTransportType.WebSockets, token);
  t.after(() => client.close());
  return client;
}

let people = 0;
/** A name that no other test has, signed in. */
async function somebody(name = `Somebody ${++people}`) {
  const token = await board.signIn(name);
  return { name, token, boardId: `private:${name}`, board: board.as(token) };
}

const of = boardId => ({ filter: { boardId: { $eq: boardId } } });

/** Once this has come, everything before it has: a round trip behind all that was sent. */
const settled = async client => {
  const marker = await board.add({ boardId: `marker-${randomUUID()}` });
  const { subscriptionId, version: { seq } } = await client.subscribe({ key: marker.id });
  await board.patch(marker.id, { priority: 1 });
  await client.push(subscriptionId, seq + 1);
};

test('Authenticate_WithAToken_KeepsOpenBoardsAndAddsThePrivateOne', async t => {
  const ada = await somebody();
  const own = await ada.board.add({ boardId: ada.boardId, title: 'Mine' });
  const client = await connected(t);
  const open = await client.query(of('website'));
  const hidden = await client.query(of(ada.boardId));
  assert.deepEqual([hidden.data, hidden.totalCount], [[], 0]);

  const { ok, expiresAt } = await client.authenticate(ada.token);
  assert.equal(ok, true);
  assert.ok(new Date(expiresAt) > new Date());

  const [openNow, ownNow] = [await client.moved(open.subscriptionId), await client.moved(hidden.subscriptionId)];
  assert.deepEqual([openNow.data, openNow.totalCount], [open.data, open.totalCount]);
  assert.deepEqual([ownNow.data, ownNow.totalCount], [[own], 1]);
  assert.notEqual(ownNow.version.epoch, hidden.version.epoch);

  await ada.board.patch(own.id, { title: 'Still mine' });
  const push = await client.changed(ownNow.subscriptionId, ownNow.version.seq);
  assert.deepEqual(applyPush(ownNow.data, push, 'id'), await board.as(ada.token).list(ada.boardId));
});

test('Connect_WithABearerToken_IsSignedInFromTheStart', async t => {
  const ada = await somebody();
  const own = await ada.board.add({ boardId: ada.boardId });
  const client = await connected(t, ada.token);
  assert.deepEqual((await client.subscribe({ key: own.id })).data, own);
});

test('Connect_WithTheTokenInTheAddress_IsSignedInFromTheStart', async t => {
  const ada = await somebody();
  const own = await ada.board.add({ boardId: ada.boardId });
  const client = new BareClient();
  await client.open({ url: board.url, query: `?access_token=${ada.token}` });
  t.after(() => client.close());
  assert.deepEqual((await client.subscribe({ key: own.id })).data, own);
});

for (const secret of ['wrong', 'x'.repeat(10_000)]) {
  test(`Authenticate_With a wrong token of ${secret.length} characters_SaysSoAndChangesNothing`, async t => {
    const ada = await somebody();
    const own = await ada.board.add({ boardId: ada.boardId });
    const client = await connected(t);
    await client.authenticate(ada.token);
    const { subscriptionId, version: { seq } } = await client.subscribe({ key: own.id });

    assert.deepEqual(await client.authenticate(secret), { ok: false });
    await ada.board.patch(own.id, { priority: 1 });
    await client.push(subscriptionId, seq + 1);
    assert.equal(client.received.filter(({ message }) => message.replaces).length, 0);
  });
}

for (const argument of [{}, { secret: 7 }, { secret: 'x', extra: 1 }, 'x', null]) {
  test(`Authenticate_${JSON.stringify(argument)}_IsAnInvalidRequest`, async t => {
    const client = await connected(t);
    await assert.rejects(client.invoke('Authenticate', argument), /invalid-request.*Authenticate/);
  });
}

test('SubscribeEntity_AnothersTask_AnswersLikeAMissingOneForLife', async t => {
  const [ada, bo] = [await somebody(), await somebody()];
  const client = await connected(t);
  await client.authenticate(bo.token);
  const secret = `secret-${randomUUID()}`;
  const task = await ada.board.add({ boardId: ada.boardId, title: secret });
  const [theirs, missing] = [await client.subscribe({ key: task.id }), await client.subscribe({ key: randomUUID() })];
  const shape = ({ requestId, subscriptionId, version, ...rest }) => ({ ...rest, epoch: version.epoch, seq: version.seq });
  assert.deepEqual(shape(theirs), shape(missing));
  assert.equal(theirs.data, null);

  await ada.board.patch(task.id, { title: `${secret}, changed` });
  await ada.board.remove(task.id);
  await settled(client);
  assert.equal(client.of(theirs.subscriptionId).filter(({ method }) => method.startsWith('Entity')).length, 0);
  assert.ok(!client.raw.includes(secret));
});

test('SubscribeCollection_AnothersBoard_IsEmptyHasNoTotalAndResumesAsSuch', async t => {
  const [ada, bo] = [await somebody(), await somebody()];
  const secret = `secret-${randomUUID()}`;
  const task = await ada.board.add({ boardId: ada.boardId, title: secret });
  const client = await connected(t);
  await client.authenticate(bo.token);
  const query = { ...of(ada.boardId), top: 5 };
  const answer = await client.query(query);
  assert.deepEqual([answer.data, answer.totalCount], [[], 0]);

  const everything = await client.query({ filter: { title: { $startsWith: secret } } });
  assert.deepEqual([everything.data, everything.totalCount], [[], 0]);

  await ada.board.patch(task.id, { title: `${secret}, changed` });
  const back = await connected(t);
  await back.authenticate(bo.token);
  const resume = { lastSeq: answer.version.seq, epoch: answer.version.epoch };
  const resumed = await back.query({ ...query, ...resume, knownKeys: [task.id] });
  assert.equal(resumed.totalCount, 0);
  assert.deepEqual(resumed.data ?? resumed.keys ?? [], []);
  const entity = await back.subscribe({ key: task.id, ...resume });
  assert.ok(entity.mode === 'snapshot' ? entity.data === null : entity.changes.length === 0, JSON.stringify(entity));
  await settled(client);
  assert.ok(!client.raw.includes(secret) && !back.raw.includes(secret));
});

test('Resume_WithAPositionOfSomebodyWhoSawMore_BringsNothingHidden', async t => {
  const [ada, bo] = [await somebody(), await somebody()];
  const secret = `secret-${randomUUID()}`;
  const task = await ada.board.add({ boardId: ada.boardId, title: 'Soon secret' });
  const client = await connected(t);
  await client.authenticate(ada.token);
  const [entity, list] = [await client.subscribe({ key: task.id }), await client.query(of(ada.boardId))];
  await ada.board.patch(task.id, { title: secret });

  for (const who of [bo.token, undefined]) {
    const other = await connected(t);
    if (who) await other.authenticate(who);
    const answer = await other.subscribe({ key: task.id, lastSeq: entity.version.seq, epoch: entity.version.epoch });
    assert.deepEqual([answer.mode, answer.data], ['snapshot', null]);
    const page = await other.query({ ...of(ada.boardId), lastSeq: list.version.seq, epoch: list.version.epoch, knownKeys: [task.id] });
    assert.deepEqual([page.mode, page.data, page.totalCount], ['snapshot', [], 0]);
    assert.ok(!other.raw.includes(secret));
  }
});

test('Patch_MovesATaskToAPrivateBoard_OthersGetItsKeyOnly', async t => {
  const ada = await somebody();
  const secret = `secret-${randomUUID()}`;
  const boardId = randomUUID();
  const task = await board.add({ boardId, title: 'Open' });
  const client = await connected(t);
  const [entity, list] = [await client.subscribe({ key: task.id }), await client.query({ filter: { title: { $ne: '' } }, order: { createdAt: 'DESC' }, top: 3 })];
  assert.equal(list.data[0].id, task.id);

  await ada.board.patch(task.id, { boardId: ada.boardId, title: secret });
  const { method, id, ...rest } = await client.push(entity.subscriptionId, entity.version.seq + 1);
  assert.deepEqual([method, id], ['EntityRemoved', task.id]);
  assert.deepEqual(Object.keys(rest).sort(), ['mutationIds', 'prev', 'subscriptionId', 'version']);
  const { changes } = await client.changed(list.subscriptionId, list.version.seq);
  assert.ok(!applyEdits(list.data, changes, 'id').some(row => row.id === task.id));
  assert.ok(!client.raw.includes(secret));

  await ada.board.patch(task.id, { boardId });
  const added = await client.push(entity.subscriptionId, entity.version.seq + 2);
  assert.deepEqual([added.method, added.entity.title], ['EntityAdded', secret]);
});

test('Notes_OfATeamsTask_ReachLeadsAndNoByteReachesMembers', async t => {
  const [lead, member] = [await somebody('Ada'), await somebody()];
  const [leads, members, nobodys] = [await connected(t), await connected(t), await connected(t)];
  await leads.authenticate(lead.token);
  await members.authenticate(member.token);
  const secret = `secret-${randomUUID()}`;
  const { id: teamTask } = await lead.board.add({ boardId: 'team', assignee: 'long'.repeat(50) }); // A delta is sent where it is the shorter one.
  const note = (id, text) => lead.board.patch(id, { notes: text });

  await note(teamTask, `${secret}-1`);
  await note(firstTask, `${secret}-1`);
  const seen = { leads: await leads.subscribe({ key: teamTask }), list: await leads.query(of('team')) };
  const member1 = { entity: await members.subscribe({ key: teamTask }), list: await members.query(of('team')) };
  const nobody1 = { entity: await nobodys.subscribe({ key: teamTask }), list: await nobodys.query(of('team')), open: await nobodys.subscribe({ key: firstTask }) };
  assert.equal(seen.leads.data.notes, `${secret}-1`);
  assert.equal(seen.list.data.find(row => row.id === teamTask).notes, `${secret}-1`);
  assert.equal(member1.list.totalCount, seen.list.totalCount);
  assert.deepEqual([nobody1.entity.data, nobody1.list.totalCount], [null, 0]);
  assert.equal(nobody1.open.data.title, (await board.get(firstTask)).title);
  for (const row of [member1.entity.data, ...member1.list.data, nobody1.open.data]) assert.ok(!('notes' in row), JSON.stringify(row));

  // A change of nothing but the note (and of the instant, which all may see), and one of a title, too.
  await note(teamTask, `${secret}-2`);
  await lead.board.patch(teamTask, { notes: `${secret}-3`, title: 'Seen by all' });
  const { seq } = seen.leads.version;
  assert.equal((await leads.push(seen.leads.subscriptionId, seq + 1)).change.notes, `${secret}-2`);
  assert.equal((await leads.push(seen.leads.subscriptionId, seq + 2)).change.notes, `${secret}-3`);
  const change = (await members.push(member1.entity.subscriptionId, seq + 2)).change;
  assert.deepEqual(Object.keys(change).sort(), ['title', 'updatedAt']);

  // A resume covers the same.
  const back = await connected(t);
  await back.authenticate(member.token);
  const { version } = member1.entity;
  const resumed = await back.subscribe({ key: teamTask, lastSeq: version.seq, epoch: version.epoch });
  assert.equal(resumed.mode, 'snapshot');
  assert.equal(resumed.data.title, 'Seen by all');
  const page = await back.query({ ...of('team'), lastSeq: version.seq, epoch: version.epoch, knownKeys: member1.list.data.map(row => row.id) });
  assert.equal((page.data ?? page.entities).find(row => row.id === teamTask).title, 'Seen by all');

  for (const client of [members, nobodys, back]) {
    await settled(client);
    assert.ok(!client.raw.includes(secret) && !client.raw.includes('"notes"'), client.raw);
  }
});

const probes = [
  property => ({ filter: { [property]: { $eq: 'x' } } }),
  property => ({ filter: { $not: { [property]: { $startsWith: 'x' } } } }),
  property => ({ filter: { $or: [{ title: { $eq: 'x' } }, { [property]: { $gt: 'x' } }] } }),
  property => ({ filter: { [property]: { $contains: 7 } } }), // Not even whether it fits the type.
  property => ({ order: { [property]: 'ASC' } }),
];
for (const probe of probes) {
  test(`SubscribeCollection_${JSON.stringify(probe('notes'))}_IsRefusedToAllButLeadsLikeAnUnknownProperty`, async t => {
    const [lead, member] = [await somebody('Grace'), await somebody()];
    for (const token of [member.token, undefined]) {
      const client = await connected(t);
      if (token) await client.authenticate(token);
      const [hidden, unknown] = [await client.query(probe('notes')), await client.query(probe('colour'))];
      assert.equal(hidden.code, 'invalid-filter', hidden.error);
      assert.equal(hidden.error, unknown.error.replaceAll('colour', 'notes'));
    }

    const client = await connected(t);
    await client.authenticate(lead.token);
    const answer = await client.query({ ...probe('notes'), top: 1 });
    assert.ok(answer.method === 'Subscribed' || answer.error !== (await client.query(probe('colour'))).error.replaceAll('colour', 'notes'), answer.error);
  });
}

test('SignOut_WithPrivateSubscriptions_EmptiesThemAtOnceAndKeepsOpenOnes', async t => {
  const ada = await somebody();
  const secret = `secret-${randomUUID()}`;
  const own = await ada.board.add({ boardId: ada.boardId });
  const client = await connected(t);
  await client.authenticate(ada.token);
  const [entity, list, open] = [await client.subscribe({ key: own.id }), await client.query(of(ada.boardId)), await client.subscribe({ key: firstTask })];
  assert.equal(list.totalCount, 1);

  await board.signOut(ada.token);
  const again = await somebody(ada.name);
  await again.board.patch(own.id, { title: secret });

  assert.equal((await client.moved(entity.subscriptionId)).data, null);
  const empty = await client.moved(list.subscriptionId);
  assert.deepEqual([empty.data, empty.totalCount], [[], 0]);
  const openNow = await client.moved(open.subscriptionId);
  assert.deepEqual(openNow.data, await board.get(firstTask));
  await board.patch(firstTask, { priority: openNow.version.seq });
  await client.next('the push', ({ message }) => message.subscriptionId === openNow.subscriptionId && message.change);
  assert.ok(!client.raw.includes(secret));

  assert.deepEqual(await client.authenticate(ada.token), { ok: false });
  assert.equal((await client.authenticate(again.token)).ok, true);
  assert.equal((await client.subscribe({ key: own.id })).data.title, secret);
});

test('SignOut_OfAConnectionMadeWithTheToken_EmptiesItToo', async t => {
  const ada = await somebody();
  const own = await ada.board.add({ boardId: ada.boardId });
  const client = await connected(t, ada.token);
  const { subscriptionId } = await client.subscribe({ key: own.id });
  await board.signOut(ada.token);
  assert.equal((await client.moved(subscriptionId)).data, null);
});

test('SignOut_OfOneSession_LeavesAnotherOfTheSameName', async t => {
  const ada = await somebody();
  const other = await somebody(ada.name);
  const own = await ada.board.add({ boardId: ada.boardId });
  const client = await connected(t);
  await client.authenticate(other.token);
  const { subscriptionId, version: { seq } } = await client.subscribe({ key: own.id });
  await board.signOut(ada.token);
  await other.board.patch(own.id, { priority: 1 });
  await client.push(subscriptionId, seq + 1);
  assert.equal(client.received.filter(({ message }) => message.replaces).length, 0);
});

test('Authenticate_AsSomebodyElse_MovesToTheirView', async t => {
  const [lead, member] = [await somebody('Ada'), await somebody()];
  const client = await connected(t);
  await client.authenticate(lead.token);
  await lead.board.patch(teamTask, { notes: 'For leads' });
  const first = await client.subscribe({ key: teamTask });
  assert.equal(first.data.notes, 'For leads');
  await client.authenticate(member.token);
  assert.ok(!('notes' in (await client.moved(first.subscriptionId)).data));
});

test('Authenticate_ALeadsOrderByNotesAfterBecomingAMember_IsEndedAsForbidden', async t => {
  const [lead, member] = [await somebody('Ada'), await somebody()];
  const client = await connected(t);
  await client.authenticate(lead.token);
  const { subscriptionId } = await client.query({ order: { notes: 'ASC' }, top: 2 });
  await client.authenticate(member.token);
  const { message } = await client.next('the end', ({ method, message }) => method === 'SubscriptionError' && message.subscriptionId === subscriptionId);
  assert.deepEqual([message.code, message.ended, message.retryable], ['forbidden', true, false]);
});

test('Unsubscribe_BetweenBeingMovedAndTheAnswer_LeavesNothing', async t => {
  const ada = await somebody();
  const client = await connected(t);
  const { subscriptionId } = await client.query(of('website'));
  await Promise.all([client.authenticate(ada.token), client.invoke('Unsubscribe', { subscriptionId })]);
  await settled(client);
  const moved = client.received.find(({ message }) => message.replaces === subscriptionId);
  if (moved) await client.invoke('Unsubscribe', { subscriptionId: moved.message.subscriptionId });
  const before = client.received.length;
  await board.add({ boardId: 'website' });
  await settled(client);
  assert.ok(client.received.slice(before).every(({ method }) => !method.startsWith('Collection')));
});

test('Rest_OfAnothersPrivateTask_AnswersLikeAMissingOne', async () => {
  const [ada, bo] = [await somebody(), await somebody('Grace')];
  const own = await ada.board.add({ boardId: ada.boardId });
  for (const other of [bo.board, board]) {
    for (const [method, body] of [['GET'], ['PATCH', '{"title":"x"}'], ['DELETE']]) {
      const [hidden, missing] = await Promise.all([own.id, randomUUID()].map(async id => {
        const response = await other.request(method, `/api/tasks/${id}`, body);
        const { traceId, ...problem } = await response.json();
        return JSON.stringify({ status: response.status, problem }).replaceAll(id, 'id');
      }));
      assert.match(hidden, /"status":404/);
      assert.equal(hidden, missing);
    }

    assert.deepEqual(await other.list(ada.boardId), []);
    const taken = await other.request('POST', '/api/tasks', JSON.stringify({ boardId: ada.boardId, title: 'x' }));
    assert.equal(taken.status, 400);
    assert.match((await taken.json()).detail, /boardId is "private:/);
  }

  assert.deepEqual(await ada.board.get(own.id), own);
});

test('Rest_Notes_AreForLeads', async () => {
  const [lead, member] = [await somebody('Grace'), await somebody()];
  const task = await lead.board.add({ boardId: 'team', notes: 'For leads' });
  assert.equal(task.notes, 'For leads');
  assert.ok(!('notes' in await member.board.get(task.id)));
  assert.ok((await member.board.list('team')).every(row => !('notes' in row)));
  assert.deepEqual(await board.list('team'), []);

  const response = await member.board.request('PATCH', `/api/tasks/${task.id}`, '{"notes":"x"}');
  assert.equal(response.status, 400);
  assert.match((await response.json()).detail, /'notes' is unknown/);
  assert.equal((await member.board.patch(task.id, { title: 'By a member' })).notes, undefined);
  assert.equal((await lead.board.get(task.id)).notes, 'For leads');
});

test('Rest_WithATokenThatStandsForNothing_Is401', async () => {
  const { token } = await somebody();
  await board.signOut(token);
  for (const bad of [token, 'wrong']) {
    assert.equal((await board.as(bad).request('GET', `/api/tasks/${firstTask}`)).status, 401);
    assert.equal((await board.as(bad).request('POST', '/api/sign-out')).status, 401);
  }
});

for (const body of ['{}', '{"name":""}', '{"name":"  "}', '{"name":"a:b"}', '{"name":null}', `{"name":"${'x'.repeat(41)}"}`]) {
  test(`SignIn_${body}_IsRefusedByName`, async () => {
    const response = await board.request('POST', '/api/sign-in', body);
    assert.equal(response.status, 400);
    assert.match((await response.json()).detail, /name is '/);
  });
}
