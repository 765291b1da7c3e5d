import { describe, expect, it } from 'vitest';
import { localCache } from '../../src/stores/local-cache.js';
import type { SyncCacheEntry, SyncCacheStore } from '../../src/stores/sync-cache-store.js';
import type { SyncCacheOptions } from '../../src/stores/sync-cache-options.js';
import { settled } from '../support/manual-clock.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { delta, failure, note, page, snapshot, updated } from '../support/wire.js';

class TestStore implements SyncCacheStore {
  readonly entries = new Map<string, SyncCacheEntry>();
  readonly calls: string[] = [];

  /** Runs in every call; throw or wait to be a bad store. */
  on: (call: string) => Promise<void> | void = () => undefined;

  async get(key: string): Promise<SyncCacheEntry | undefined> {
    await this.#call(`get ${key}`);
    return this.entries.get(key);
  }

  async set(key: string, entry: SyncCacheEntry): Promise<void> {
    await this.#call(`set ${key}`);
    this.entries.set(key, structuredClone(entry));
  }

  async remove(key: string): Promise<void> {
    await this.#call(`remove ${key}`);
    this.entries.delete(key);
  }

  async clear(): Promise<void> {
    await this.#call('clear');
    this.entries.clear();
  }

  async #call(call: string): Promise<void> {
    this.calls.push(call);
    await this.on(call);
  }
}

function client(store: SyncCacheStore, options: Partial<SyncCacheOptions> = {}): ScriptedClient {
  return new ScriptedClient({ cache: localCache({ store, ...options }) });
}

/** A store that has the note 1 at seq 5, and the first page. */
async function filled(options: Partial<SyncCacheOptions> = {}): Promise<TestStore> {
  const store = new TestStore();
  const scripted = client(store, options);
  await scripted.synced();
  const handle = scripted.client.collection('Note', { top: 3 });
  await settled();
  scripted.connection.push('Subscribed', page('2.1', 'ab', 5, 2));
  await handle.whenSynced();
  await scripted.dispose();
  store.calls.length = 0;
  return store;
}

describe('localCache', () => {
  it('start_WithAFilledStore_PaintsBeforeTheConnectionAndAsksForTheRest', async () => {
    const scripted = client(await filled());
    let isConnected = (): void => undefined;
    scripted.server.onStart = () => new Promise(resolve => (isConnected = resolve));
    const [entity, collection] = [scripted.client.entity('Note', 1), scripted.client.collection('Note', { top: 3 })];
    expect(entity.state.status).toBe('connecting');
    await settled();

    expect(entity.state).toEqual({ status: 'cached', data: note('a') });
    expect(collection.data?.entries).toEqual([note('a'), note('b')]);
    expect(collection.data?.count).toBe(2);
    isConnected();
    await settled();
    expect(scripted.connection.takeRequests()).toMatchObject([{ key: 1, lastSeq: 5, epoch: 'e1' }, { lastSeq: 5, epoch: 'e1', knownKeys: ['1', '2'] }]);
    scripted.connection.push('Subscribed', delta('1.1', 5));
    expect(entity.state).toEqual({ status: 'synced', data: note('a') });
  });

  it('changes_AreGatheredForSaveDelay_AndAPositionAloneIsNotStored', async () => {
    const store = new TestStore();
    const scripted = client(store, { saveDelay: 500 });
    await scripted.synced();
    await scripted.clock.advance(499);
    expect([...store.entries]).toEqual([]);
    scripted.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5));
    await scripted.clock.advance(1);

    expect([...store.entries.values()]).toMatchObject([{ schemaVersion: '1', user: null, version: { seq: 6, epoch: 'e1' }, content: note('b', 1) }]);
    store.calls.length = 0;
    scripted.connection.push('Position', { positions: [{ model: 'Note', version: { seq: 9, epoch: 'e1', timestamp: '' } }] });
    await scripted.clock.advance(10_000);
    expect(store.calls).toEqual([]);
    await scripted.dispose();
    expect([...store.entries.values()]).toMatchObject([{ version: { seq: 9 } }]);
  });

  it.each([
    ['another user', { user: () => 'bob' }],
    ['another schema', { schemaVersion: '2' }],
    ['too old', { maxAge: 1 }],
  ] as const)('entry_Of%s_IsRemovedAndNotShown', async (_, options) => {
    const store = await filled();
    const scripted = client(store, options);
    await scripted.clock.advance(10);
    const handle = scripted.client.entity('Note', 1);
    await settled();

    expect(handle.state.status).toBe('connecting');
    expect(store.calls.filter(call => call.startsWith('remove')).length).toBe(1);
    expect(scripted.connection.takeRequest().lastSeq).toBeUndefined();
  });

  it('entry_ThatIsCorrupt_IsRemovedAndNotShown', async () => {
    const store = await filled();
    for (const [key, entry] of store.entries) {
      store.entries.set(key, { ...entry, content: { rows: 7, keyName: 'id' } });
    }

    const scripted = client(store);
    const handle = scripted.client.collection('Note', { top: 3 });
    await settled();
    expect(handle.state.status).toBe('connecting');
    expect(store.entries.size).toBe(1);
  });

  it('answer_FasterThanTheStore_Wins', async () => {
    const store = await filled();
    let isFound = (): void => undefined;
    store.on = () => new Promise(resolve => (isFound = resolve));
    const scripted = client(store);
    const handle = scripted.client.entity('Note', 1);
    await settled();
    scripted.connection.push('Subscribed', snapshot('1.1', { ...note('z', 1) }, 9));
    isFound();
    await settled();

    expect(handle.state).toEqual({ status: 'synced', data: note('z', 1) });
  });

  it('user_ChangesWhileShown_DropsWhatIsNotLiveAndClearsTheStore', async () => {
    const store = await filled();
    let user = null as string | null;
    const scripted = client(store, { user: () => user });
    scripted.server.onStart = () => new Promise(() => undefined);
    const handle = scripted.client.entity('Note', 1);
    await settled();
    expect(handle.state.status).toBe('cached');
    user = 'bob';
    scripted.client.entity('Note', 2);
    expect(handle.state).toEqual({ status: 'connecting' });
    await settled();

    expect(store.calls).toContain('clear');
    expect(store.entries.size).toBe(0);
  });

  it('content_AnsweredForAnotherUser_IsNotStored', async () => {
    const store = new TestStore();
    let user = 'ada';
    const scripted = client(store, { user: () => user });
    const handle = await scripted.synced();
    await scripted.clock.advance(500);
    expect([...store.entries.values()]).toMatchObject([{ user: 'ada' }]);
    user = 'bob';
    scripted.client.entity('Note', 2);
    scripted.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5));
    await scripted.clock.advance(5_000);

    expect(handle.data?.text).toBe('b');
    expect(store.entries.size).toBe(0);
    await scripted.dispose();
    expect(store.entries.size).toBe(0);
  });

  it('forbidden_RemovesTheStoredCopy', async () => {
    const store = await filled();
    const scripted = client(store);
    scripted.client.entity('Note', 1);
    await settled();
    expect(store.entries.size).toBe(2);
    scripted.connection.push('SubscriptionError', failure('forbidden', { requestId: '1.1' }));
    await settled();

    expect(store.entries.size).toBe(1);
  });

  it('store_ThatThrowsOrHangs_IsReportedAndHindersNobody', async () => {
    const store = new TestStore();
    store.on = call => (call.startsWith('get') ? new Promise(() => undefined) : Promise.reject(new Error('full')));
    const scripted = client(store, { storeTimeout: 2_000 });
    const failures: unknown[] = [];
    scripted.client.on('cacheFailed', error => failures.push(error));
    const handle = await scripted.synced();
    expect(handle.state.status).toBe('synced');
    await scripted.clock.advance(2_500);

    expect(failures).toMatchObject([{ code: 'cache-failed' }, { message: 'full' }]);
    await expect(scripted.client.clearCache()).rejects.toMatchObject({ code: 'cache-failed' });
    await scripted.dispose();
    expect(scripted.clock.waits).toEqual([]);
  });

  it('clearCache_ForgetsTheStoreAndWhatIsSuspended', async () => {
    const store = new TestStore();
    const scripted = client(store);
    const handle = await scripted.synced();
    handle.dispose();
    await scripted.clock.advance(1_000);
    expect(store.entries.size).toBe(1);
    await scripted.client.clearCache();

    expect(store.entries.size).toBe(0);
    expect(scripted.client.entity('Note', 1).state.status).toBe('connecting');
  });

  it('options_ThatCannotWork_AreAllNamed', () => {
    const store = new TestStore();
    expect(() => localCache({ store, saveDelay: -1, schemaVersion: '' })).toThrow(/cache\.saveDelay is -1.*cache\.schemaVersion is empty/);
    expect(() => new ScriptedClient({ cache: localCache({ store }), secretFactory: () => 'x' })).toThrow('its user is not');
    expect(() => localCache({ store, maxAge: Infinity })).not.toThrow();
  });
});
