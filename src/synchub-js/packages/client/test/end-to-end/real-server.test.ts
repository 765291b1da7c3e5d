import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModels } from '../../src/models/models.js';
import { SyncClient } from '../../src/sync-client.js';
import type { LiveHandle } from '../../src/handles/live-handle.js';
import type { SyncState } from '../../src/handles/sync-state.js';
import { TaskBoard } from './task-board.js';

interface TaskItem {
  readonly id: string;
  readonly boardId: string;
  readonly title: string;
  readonly status: string;
}

const models = defineModels<{ readonly TaskItem: { readonly entity: TaskItem; readonly key: string } }>();
const protocols = { json: undefined, messagePack: new MessagePackHubProtocol() };

/** The first state that fits, the present one included. */
async function when<T>(handle: LiveHandle<T>, fits: (state: SyncState<T>) => boolean): Promise<SyncState<T>> {
  for await (const state of handle) {
    if (fits(state)) {
      return state;
    }
  }

  throw new Error('The handle ended before it came into the state waited for.');
}

describe('a real server', () => {
  let board: TaskBoard;
  beforeAll(async () => {
    board = await TaskBoard.start();
  }, 60_000);
  afterAll(() => board?.dispose());

  it.each(Object.entries(protocols))('entityAndCollection_Over_%s_FollowWritesAndResumeAfterARestart', async (_, protocol) => {
    await using client = new SyncClient({ url: `${board.url}/sync`, models, reconnectBaseDelay: 50, ...(protocol && { protocol }) });
    const { id } = await board.add({ title: 'First' });
    const task = client.entity('TaskItem', id);
    const titled = client.collection('TaskItem', { filter: { boardId: { $eq: 'demo' }, title: { $startsWith: 'First' } }, order: { title: 'ASC' }, top: 50 });
    expect((await task.whenSynced())?.title).toBe('First');
    const before = await titled.whenSynced();
    expect(before.entries.map(entry => entry.id)).toContain(id);
    expect(before.count).toBe(before.entries.length);

    await board.patch(id, { title: 'First again' });
    await when(task, state => state.status === 'synced' && state.data?.title === 'First again');
    await when(titled, state => state.status === 'synced' && state.data.entries.some(entry => entry.title === 'First again'));

    await board.stop('SIGKILL');
    await when(task, state => state.status === 'cached');
    expect(task.data?.title).toBe('First again');
    await board.start();
    await board.patch(id, { title: 'After the restart' });
    await when(task, state => state.status === 'synced' && state.data?.title === 'After the restart');
    await when(titled, state => state.status === 'synced' && !state.data.entries.some(entry => entry.id === id));
  }, 60_000);

  it('connection_Cut_ResumesWithWhatWasMissed', async () => {
    await using client = new SyncClient({ url: `${board.url}/sync`, models, reconnectBaseDelay: 50 });
    const { id } = await board.add({ title: 'Cut' });
    const task = client.entity('TaskItem', id);
    await task.whenSynced();
    const states: string[] = [];
    task.subscribe(state => states.push(`${state.status} ${state.data?.title}`));
    await board.stop();
    await when(task, state => state.status === 'cached');
    await board.start();
    await board.patch(id, { title: 'Missed' });
    await when(task, state => state.status === 'synced' && state.data?.title === 'Missed');

    expect(states[0]).toBe('cached Cut');
    expect(states.at(-1)).toBe('synced Missed');
  }, 60_000);

  it('model_Unknown_IsAnError', async () => {
    await using client = new SyncClient({ url: `${board.url}/sync` });
    await expect(client.entity('Taks', 'x').whenSynced()).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(client.collection('TaskItem', { filter: { nothing: { $eq: 1 } } }).whenSynced()).rejects.toMatchObject({ code: 'invalid-filter' });
  });
});
