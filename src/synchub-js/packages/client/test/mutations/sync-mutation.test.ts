import { describe, expect, it } from 'vitest';
import { MutationBuilder, syncFetch, type Fetch } from '../../src/mutations/index.js';
import { readJson } from '../support/repository.js';
import { at, MutationScene, type Models, type Note } from './mutation-scene.js';

interface Sent {
  readonly input: RequestInfo | URL;
  readonly header: string | null;
}

const header = 'SyncHub-Mutation-Result';
const named = (seq: number) => ({ headers: { [header]: JSON.stringify({ versions: { Note: at(seq) } }) } });

function sceneWithServer(...responses: readonly (Response | Error)[]) {
  const scene = new MutationScene();
  const target = scene.entity('1', { id: 1, text: 'a' }, at(1));
  const sent: Sent[] = [];
  const server: Fetch = async (input, init) => {
    sent.push({ input, header: new Headers(init?.headers).get('SyncHub-Mutation') });
    const response = responses[sent.length - 1];
    if (!(response instanceof Response)) {
      throw response ?? new Error('No response is left.');
    }

    return response;
  };
  return { scene, target, sent, server };
}

describe('SyncMutation.via', () => {
  it('via_FetchItIsGiven_CarriesTheIdAndReadsThePosition', async () => {
    const { scene, target, sent, server } = sceneWithServer(new Response('', named(2)));
    const mutation = scene.setText('b');
    const response = await mutation.via(fetch => fetch('/api/notes/1', { method: 'PATCH' }), server);

    expect([response.status, sent]).toEqual([200, [{ input: '/api/notes/1', header: mutation.id }]]);
    expect(mutation.status).toBe('accepted');
    scene.say(target, { body: { id: 1, text: 'server' }, version: at(2) });
    expect(mutation.status).toBe('settled');
  });

  it('via_AnotherFetchWithTheHeaders_ReadsTheResponseThatTheCallGives', async () => {
    const { scene, target, sent, server } = sceneWithServer(new Response('', named(2)));
    const mutation = scene.setText('b');
    await mutation.via(() => server('/api/notes/1', { headers: mutation.headers }));
    scene.say(target, { body: { id: 1, text: 'server' }, version: at(2) });

    expect([sent[0]?.header, mutation.status]).toEqual([mutation.id, 'settled']);
  });

  it('via_ResponseWithoutSuccess_FailsAndIsGiven', async () => {
    const { scene, target, server } = sceneWithServer(new Response('', { status: 409, statusText: 'Conflict' }));
    const mutation = scene.setText('b');
    const response = await mutation.via(fetch => fetch('/'), server);

    expect([response.status, mutation.status, mutation.error?.message, scene.bodyOf(target)]).toEqual([409, 'failed', 'The server answered 409 Conflict.', { id: 1, text: 'a' }]);
  });

  it('via_RefusedWithinTheCall_Fails', async () => {
    const { scene, server } = sceneWithServer(new Response('', { status: 500 }));
    const mutation = scene.setText('b');
    await mutation.via(async fetch => (await fetch('/')).status, server);

    expect([mutation.status, mutation.error?.message]).toEqual(['failed', 'The server refused the call.']);
  });

  it('via_RefusedAndTriedAgain_IsAccepted', async () => {
    const { scene, server } = sceneWithServer(new Response('', { status: 500 }), new Response('', named(2)));
    const mutation = scene.setText('b');
    await mutation.via(async fetch => {
      await fetch('/');
      return fetch('/');
    }, server);

    expect(mutation.status).toBe('accepted');
  });

  it('via_CallThatRejects_FailsAndRejects', async () => {
    const { scene, server } = sceneWithServer(new TypeError('Failed to fetch'));
    const mutation = scene.setText('b');

    await expect(mutation.via(fetch => fetch('/'), server)).rejects.toThrow('Failed to fetch');
    expect([mutation.status, mutation.error?.message]).toEqual(['failed', 'The call failed: Failed to fetch']);
  });

  it.each([202, 200])('via_Status%sWithoutAUsableResult_LeavesItToThePush', async status => {
    const { scene, target, server } = sceneWithServer(new Response('', status === 202 ? { status, ...named(2) } : { headers: { [header]: 'no result' } }));
    const mutation = scene.setText('b');
    await mutation.via(fetch => fetch('/'), server);
    scene.say(target, { body: { id: 1, text: 'x' }, version: at(5) });
    expect([mutation.status, scene.bodyOf(target)?.['text']]).toEqual(['accepted', 'b']);
    scene.table.learn('Note', [mutation.id], at(6));
    scene.say(target, { body: { id: 1, text: 'server' }, version: at(6) });

    expect(mutation.status).toBe('settled');
  });

  it('via_RedirectedResponse_SaysNothingOfPositions', async () => {
    const redirected = Object.defineProperty(new Response('', named(2)), 'redirected', { value: true });
    const { scene, target, server } = sceneWithServer(redirected);
    const mutation = scene.setText('b');
    await mutation.via(fetch => fetch('/'), server);
    scene.say(target, { body: { id: 1, text: 'x' }, version: at(2) });

    expect(mutation.status).toBe('accepted');
  });

  it('via_SeveralRequests_TheLatestPositionCounts', async () => {
    const { scene, target, server } = sceneWithServer(new Response('', named(4)), new Response('', named(3)));
    const mutation = scene.setText('b');
    await mutation.via(async fetch => Promise.all([fetch('/1'), fetch('/2')]), server);
    scene.say(target, { body: { id: 1, text: 'x' }, version: at(3) });
    expect(mutation.status).toBe('accepted');
    scene.say(target, { body: { id: 1, text: 'y' }, version: at(4) });

    expect(mutation.status).toBe('settled');
  });

  it('via_RequestAfterTheCallIsOver_IsNotTheMutations', async () => {
    const { scene, sent, server } = sceneWithServer(new Response(''), new Response(''));
    const mutation = scene.setText('b');
    let kept: Fetch | undefined;
    await mutation.via(fetch => {
      kept = fetch;
      return fetch('/');
    }, server);
    await kept?.('/later');

    expect(sent.map(request => request.header)).toEqual([mutation.id, null]);
  });

  it('via_ResultOfTheGoldenFrame_IsRead', async () => {
    const frame = readJson<{ readonly arguments?: readonly unknown[]; readonly result?: unknown }>('test/protocol-frames/mutation-result.json');
    const { scene, server } = sceneWithServer(new Response('', { headers: { [header]: JSON.stringify(frame.result ?? frame.arguments?.[0]) } }));
    const task = scene.entity('1', { id: 1, text: 'a' }, at(42, 'k3v9.5d1c0f6e'), 'TaskItem');
    const mutation = scene.table.issue([{ kind: 'update', model: 'TaskItem', key: '1', change: { text: 'b' } }]);
    await mutation.via(fetch => fetch('/'), server);
    scene.say(task, { body: { id: 1, text: 'b' }, version: at(43, 'k3v9.5d1c0f6e') });

    expect(mutation.status).toBe('settled');
  });
});

describe('syncFetch', () => {
  it('syncFetch_WithAMutation_TiesTheTwo', async () => {
    const { scene, sent, server } = sceneWithServer(new Response('', named(2)));
    const mutation = scene.setText('b');
    await syncFetch('/api', { method: 'PATCH', mutation }, server);

    expect([sent[0]?.header, mutation.status]).toEqual([mutation.id, 'accepted']);
    expect(mutation.id).toMatch(/^[\da-f]{32}$/);
  });

  it('syncFetch_WithoutOne_PassesTheRequestAsItIs', async () => {
    const { sent, server } = sceneWithServer(new Response(''));
    await syncFetch('/api', { method: 'GET' }, server);

    expect(sent).toEqual([{ input: '/api', header: null }]);
  });
});

describe('MutationBuilder', () => {
  const build = (changes: (m: MutationBuilder<Models>) => unknown) => {
    const builder = new MutationBuilder<Models>();
    changes(builder);
    return builder.build();
  };

  it('build_AddUpdateRemove_AreWritesInTheirOrder', () => {
    expect(build(m => m.add('Note', { id: 1, text: 'a' }).update('Task', 2, { text: 'b' }).remove('Note', '3').add('Note', { id: 4, text: 'c' }, 'draft'))).toEqual([
      { kind: 'add', model: 'Note', key: '1', row: { id: 1, text: 'a' } },
      { kind: 'update', model: 'Task', key: '2', change: { text: 'b' } },
      { kind: 'remove', model: 'Note', key: '3' },
      { kind: 'add', model: 'Note', key: 'draft', row: { id: 4, text: 'c' } },
    ]);
  });

  it('add_RowThatChangesLater_IsAsItWas', () => {
    const row = { id: 1, text: 'a', tags: ['x'] };
    const writes = build(m => m.add('Note', row));
    row.tags.push('y');

    expect(writes).toMatchObject([{ row: { tags: ['x'] } }]);
  });

  it.each<[string, (m: MutationBuilder<Models>) => unknown]>([
    ['The mutation changes nothing; call add, update or remove.', () => undefined],
    ["The change of 'Note' 1 sets nothing; give the properties that change.", m => m.update('Note', 1, {})],
    ["The row of 'Note' has the id null, which is no key; give the key after the row.", m => m.add('Note', { text: 'a', id: null } as unknown as Note)],
    ["The row of 'Note' is [], which is no JSON object and so cannot be an entity.", m => m.add('Note', [] as unknown as Note)],
    ["The row of 'Note' cannot be written as JSON", m => m.add('Note', { id: 1, text: 'a', big: 1n } as unknown as Note)],
  ])('build_Refused_%s', (message, changes) => {
    expect(() => build(changes)).toThrow(message);
  });

  it('builder_WhatDoesNotFit_IsAnErrorOfTheCompiler', () => {
    void ((m: MutationBuilder<Models>) => {
      // @ts-expect-error There is no such model.
      m.remove('Nothing', 1);
      // @ts-expect-error The text is a text.
      m.update('Note', 1, { text: 5 });
      // @ts-expect-error A row is added whole.
      m.add('Note', { id: 1 });
    });
  });
});

describe('SyncMutation.writesTo', () => {
  it('writesTo_RowsOfItsOwnAndOthers_TellsThemApart', () => {
    const mutation = new MutationScene().mutate(m => m.update('Note', 1, { text: 'b' }).remove('Task', 'x'));

    expect([mutation.writesTo('Note', 1), mutation.writesTo('Note', '1'), mutation.writesTo('Task', 'x')]).toEqual([true, true, true]);
    expect([mutation.writesTo('Note', 'x'), mutation.writesTo('Task', 1), mutation.writesTo('Other', 1)]).toEqual([false, false, false]);
  });
});
