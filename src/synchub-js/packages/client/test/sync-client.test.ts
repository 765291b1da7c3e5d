import { describe, expect, it } from 'vitest';
import { SyncError } from '../src/sync-error.js';
import { settled } from './support/manual-clock.js';
import { ScriptedClient } from './support/scripted-client.js';
import { at, changed, delta, failure, note, page, position, snapshot, updated, whole } from './support/wire.js';

describe('SyncClient', () => {
  it('entity_Subscribed_GoesFromConnectingToSynced', async () => {
    const scripted = new ScriptedClient();
    const handle = scripted.client.entity('Note', 1);
    const states: string[] = [];
    handle.subscribe(state => states.push(state.status));
    expect(handle.state).toEqual({ status: 'connecting' });
    await settled();

    expect(scripted.connection.calls).toEqual([{ entities: [{ requestId: '1.1', model: 'Note', key: 1 }] }]);
    scripted.connection.push('Subscribed', snapshot('1.1', { ...note('a') }, 5));

    expect(handle.state).toEqual({ status: 'synced', data: { id: 1, text: 'a' } });
    expect(handle.version).toEqual(at(5));
    expect(states).toEqual(['synced']);
    await scripted.dispose();
  });

  it('entity_Missing_IsSyncedNull', async () => {
    const scripted = new ScriptedClient();
    const handle = scripted.client.entity('Note', 9);
    await settled();
    const synced = handle.whenSynced();
    scripted.connection.push('Subscribed', snapshot('1.1', null, 5));

    expect(handle.state).toEqual({ status: 'synced', data: null });
    expect(await synced).toBeNull();
  });

  it('push_ThatChangesNothing_KeepsTheStateObject', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const before = handle.state;
    let told = 0;
    handle.subscribe(() => told++);
    scripted.connection.push('EntityUpdated', updated({ text: 'a' }, 6, 5));
    scripted.connection.push('Position', position(9));

    expect(handle.state).toBe(before);
    expect(handle.version?.seq).toBe(9);
    expect(told).toBe(0);
    scripted.connection.push('EntityUpdated', updated({ text: 'b' }, 10, 9));
    expect(handle.data).toEqual({ id: 1, text: 'b' });
    expect(told).toBe(1);
  });

  it('push_ToOneRow_KeepsTheOthers', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.syncedPage();
    const [first, second] = handle.data?.entries ?? [];
    scripted.connection.push('CollectionChanged', changed(6, 5, 2, [{ type: 'update', index: 1, id: 2, change: { text: 'z' } }]));

    expect(handle.data?.entries[0]).toBe(first);
    expect(handle.data?.entries[1]).not.toBe(second);
    expect(second).toEqual(note('b'));
    const entries = handle.data?.entries;
    scripted.connection.push('CollectionChanged', changed(7, 6, 5, []));
    expect(handle.data).toEqual({ entries: [note('a'), note('z', 2)], count: 5 });
    expect(handle.data?.entries).toBe(entries);
    const { state } = handle;
    scripted.connection.push('CollectionSnapshot', { ...whole('', 8), data: [{ ...note('a') }, { ...note('z', 2) }], totalCount: 5 });
    expect(handle.state).toBe(state);
    await scripted.dispose();
  });

  it('connection_Lost_ShowsCachedAndResumesFromThePosition', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const { data } = handle;
    scripted.connection.push('Position', position(41));
    scripted.connection.break(new Error('torn'));
    expect(handle.state).toEqual({ status: 'cached', data });
    await scripted.clock.advance(1_000);

    expect(scripted.connection.takeRequest()).toMatchObject({ key: 1, lastSeq: 41, epoch: 'e1' });
    scripted.connection.push('Subscribed', delta('1.2', 41));
    expect(handle.state).toEqual({ status: 'synced', data });
    expect(handle.data).toBe(data);
  });

  it('collection_Lost_ResumesWithItsKeys', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.syncedPage();
    scripted.connection.break();
    await scripted.clock.advance(1_000);

    expect(scripted.connection.takeRequest()).toMatchObject({ top: 3, lastSeq: 5, epoch: 'e1', knownKeys: ['1', '2'] });
    scripted.connection.push('Subscribed', { ...page('1.2', '', 6, 2), mode: 'delta', data: undefined as never, keys: [2, 3], entities: [{ ...note('c') }] });
    expect(handle.data?.entries.map(({ text }) => text)).toEqual(['b', 'c']);
  });

  it('handles_OnOneKey_ShareASubscription', async () => {
    const scripted = new ScriptedClient();
    const first = await scripted.synced();
    const second = scripted.client.entity('Note', 1);
    await settled();

    expect(second.state).toBe(first.state);
    expect(scripted.connection.calls).toEqual([]);
    first.dispose();
    first.dispose();
    await scripted.clock.advance(10_000);
    expect(second.state.status).toBe('synced');
    expect(scripted.connection.unsubscribes).toEqual([]);
    second.dispose();
    await scripted.clock.advance(999);
    expect(scripted.connection.unsubscribes).toEqual([]);
    await scripted.clock.advance(1);
    expect(scripted.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);
    expect(second.state.status).toBe('suspended');
  });

  it('suspended_SubscribedAgain_IsCachedThenSyncedByADelta', async () => {
    const scripted = new ScriptedClient();
    const first = await scripted.synced();
    first.dispose();
    await scripted.clock.advance(1_000);
    const again = scripted.client.entity('Note', 1);
    expect(again.state).toEqual({ status: 'cached', data: note('a') });
    await settled();

    expect(scripted.connection.takeRequest()).toMatchObject({ lastSeq: 5, epoch: 'e1' });
    scripted.connection.push('Subscribed', delta('1.2', 6, [{ type: 'update', id: 1, change: { text: 'b' }, version: at(6) }]));
    expect(again.data).toEqual({ id: 1, text: 'b' });
  });

  it('peek_WhateverThereIs_ShowsItAndAsksNothing', async () => {
    const scripted = new ScriptedClient();
    const { client } = scripted;
    expect([client.peekEntity('Note', 1), client.peekCollection('Note'), client.peekRows('Digest', 1)]).toEqual(Array.from({ length: 3 }, () => ({ status: 'connecting' })));
    await settled();
    expect([client.connectionState, scripted.server.connections]).toEqual(['idle', []]);

    const handle = await scripted.synced();
    expect(client.peekEntity('Note', 1)).toBe(handle.state);
    const list = await scripted.syncedPage();
    expect(client.peekCollection('Note', { top: 3 })).toBe(list.state);
    handle.dispose();
    await scripted.clock.advance(1_000);
    expect(client.peekEntity('Note', 1)).toEqual({ status: 'suspended', data: note('a') });
    await scripted.clock.advance(10_000);
    expect(scripted.connection.calls).toEqual([]);
    await scripted.dispose();
  });

  it('error_Final_IsErrorAndRetryAsksAgain', async () => {
    const scripted = new ScriptedClient();
    const handle = scripted.client.entity('Note', 1);
    await settled();
    const synced = handle.whenSynced();
    scripted.connection.push('SubscriptionError', failure('unknown-model', { requestId: scripted.connection.takeRequest().requestId }));

    await expect(synced).rejects.toMatchObject({ code: 'unknown-model' });
    expect(handle.state).toMatchObject({ status: 'error', error: new SyncError('unknown-model', 'Test says unknown-model.'), data: undefined });
    handle.retry();
    expect(handle.state.status).toBe('connecting');
    await settled();
    expect(scripted.connection.takeRequest().requestId).toBe('1.2');
  });

  it('error_Forbidden_DropsTheData', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    scripted.connection.push('SubscriptionError', failure('forbidden', { subscriptionId: 's1' }));

    expect(handle.state).toMatchObject({ status: 'error', data: undefined });
    expect(handle.version).toBeUndefined();
  });

  it('states_Read_BringsThePresentAndEveryChange', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const reader = handle.states();
    expect((await reader.next()).value).toMatchObject({ status: 'synced' });
    scripted.connection.break();
    expect((await reader.next()).value).toMatchObject({ status: 'cached' });
    const last = reader.next();
    handle.dispose();
    expect(await last).toEqual({ value: undefined, done: true });
  });

  it('listener_Throws_IsReportedAndTheOthersHear', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const failures: unknown[] = [];
    let told = 0;
    scripted.client.on('callbackFailed', error => failures.push(error));
    handle.subscribe(() => {
      throw new Error('mine');
    });
    handle.subscribe(() => told++);
    scripted.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5));

    expect(told).toBe(1);
    expect(failures).toMatchObject([{ message: 'mine' }]);
  });

  it('dispose_EndsHandlesWaitsAndTimers', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const other = scripted.client.entity('Note', 2);
    const waiting = other.whenSynced();
    await scripted.dispose();

    await expect(waiting).rejects.toMatchObject({ code: 'disposed' });
    expect(scripted.connection.isDisposed).toBe(true);
    expect(scripted.clock.waits).toEqual([]);
    expect(handle.data).toEqual(note('a'));
    expect(() => scripted.client.entity('Note', 1)).toThrow('disposed');
  });
});
