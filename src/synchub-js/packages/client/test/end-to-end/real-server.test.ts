import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModels } from '../../src/models/models.js';
import { optimisticWrites } from '../../src/mutations/optimistic-writes.js';
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

  it('entityAndCollection_FollowWrites_AndResumeAfterARestart', async () => {
    await using client = new SyncClient({ url: `${board.url}/sync`, models, reconnectBaseDelay: 50 });
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

  it('mutate_AgainstTheServer_IsShownAtOnceAndSettles', async () => {
    await using client = new SyncClient({ url: `${board.url}/sync`, models, reconnectBaseDelay: 50, mutations: optimisticWrites() });
    const { id } = await board.add({ title: 'Before' });
    const task = client.entity('TaskItem', id);
    const titled = client.collection('TaskItem', { filter: { title: { $eq: 'Mutated' } } });
    await Promise.all([task.whenSynced(), titled.whenSynced()]);
    const shown: (string | undefined)[] = [];
    task.subscribe(state => shown.push(state.data?.title));
    const body = JSON.stringify({ title: 'Mutated' });
    const headers = { 'content-type': 'application/json' };
    const mutation = client.mutate(m => m.update('TaskItem', id, { title: 'Mutated' }));
    expect(task.data?.title).toBe('Mutated');
    expect(titled.data?.entries.map(entry => entry.id)).toEqual([id]);
    expect(task.status).toBe('pending');
    const response = await mutation.via(tied => tied(`${board.url}/api/tasks/${id}`, { method: 'PATCH', headers, body }));
    expect(response.ok).toBe(true);
    await mutation.settled;
    await when(titled, state => state.data?.entries.every(entry => state.data?.statusOf(entry) === 'settled') === true);

    expect([...new Set(shown)]).toEqual(['Mutated']);
    expect(task.status).toBe('settled');
    expect(client.pendingMutations.items).toEqual([]);
    const refused = client.mutate(m => m.update('TaskItem', id, { title: 'Refused' }));
    const answer = await refused.via(tied => tied(`${board.url}/api/tasks/${id}`, { method: 'PATCH', headers, body: '{"nothing":' }));
    expect(answer.ok).toBe(false);
    expect([task.data?.title, task.status, refused.status]).toEqual(['Mutated', 'failed', 'failed']);
  }, 60_000);

  it('model_Unknown_IsAnError', async () => {
    await using client = new SyncClient({ url: `${board.url}/sync` });
    await expect(client.entity('Taks', 'x').whenSynced()).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(client.collection('TaskItem', { filter: { nothing: { $eq: 1 } } }).whenSynced()).rejects.toMatchObject({ code: 'invalid-filter' });
  });
});
