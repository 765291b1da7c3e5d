import { describe, expect, it } from 'vitest';
import { optimisticWrites } from '../../src/mutations/optimistic-writes.js';
import { settled } from '../support/manual-clock.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { seeded } from '../support/seeded.js';
import { at, changed, delta, note, snapshot, updated } from '../support/wire.js';

function client(): ScriptedClient {
  return new ScriptedClient({ mutations: optimisticWrites() });
}

const version = (seq: number): { readonly versions: { readonly Note: ReturnType<typeof at> } } => ({ versions: { Note: at(seq) } });

describe('mutate', () => {
  it('update_IsShownAtOnceAndLeavesWithThePositionThatContainsIt', async () => {
    const scripted = client();
    const handle = await scripted.synced();
    const shown: string[] = [];
    handle.subscribe(state => shown.push(`${state.data?.text} ${handle.status}`));
    const mutation = scripted.client.mutate(m => m.update('Note', 1, { text: 'mine' }));
    expect(handle.data).toEqual({ id: 1, text: 'mine' });
    mutation.accept(version(7));
    scripted.connection.push('EntityUpdated', updated({ rank: 1 }, 6, 5));
    scripted.connection.push('EntityUpdated', updated({ text: 'mine' }, 7, 6));
    await mutation.settled;

    expect(shown).toEqual(['mine pending', 'mine pending', 'mine settled']);
    expect(scripted.client.pendingMutations.items).toEqual([]);
    expect(handle.version?.seq).toBe(7);
  });

  it('update_WhosePushNamesIt_LeavesInTheSameStep', async () => {
    const scripted = client();
    const handle = await scripted.synced();
    const mutation = scripted.client.mutate(m => m.update('Note', 1, { text: 'mine' }));
    const shown: (string | undefined)[] = [];
    handle.subscribe(({ data }) => shown.push(data?.text));
    scripted.connection.push('EntityUpdated', updated({ text: 'MINE' }, 6, 5, { mutationIds: [mutation.id] }));

    expect(shown).toEqual(['MINE']);
    expect(mutation.status).toBe('settled');
  });

  it('update_Failed_ShowsTheServersValueAgainAndMarksTheRow', async () => {
    const scripted = client();
    const handle = await scripted.syncedPage();
    const [, untouched] = handle.data?.entries ?? [];
    const mutation = scripted.client.mutate(m => m.update('Note', 1, { text: 'mine' }));
    const [mine] = handle.data?.entries ?? [];
    expect(handle.data?.statusOf(mine!)).toBe('pending');
    expect(handle.data?.entries[1]).toBe(untouched);
    await expect(mutation.via(() => Promise.reject(new Error('offline')))).rejects.toThrow('offline');

    expect(handle.data?.entries).toEqual([note('a'), note('b')]);
    expect(handle.data?.statusOf(handle.data.entries[0]!)).toBe('failed');
    expect(scripted.client.failedMutations.items).toEqual([mutation]);
    const { state } = handle;
    mutation.dismiss();
    expect(handle.data?.statusOf(handle.data.entries[0]!)).toBe('settled');
    expect(handle.state).not.toBe(state);
  });

  it('mutation_AcrossABreak_StaysUntilTheResumedDataContainIt', async () => {
    const scripted = client();
    const handle = await scripted.synced();
    const mutation = scripted.client.mutate(m => m.update('Note', 1, { text: 'mine' }));
    scripted.connection.break();
    mutation.accept(version(6));
    expect(handle.state).toMatchObject({ status: 'cached', data: { text: 'mine' } });
    await scripted.clock.advance(1_000);
    scripted.connection.push('Subscribed', delta(scripted.connection.takeRequest().requestId, 6, [{ type: 'update', id: 1, change: { text: 'mine' }, version: at(6) }]));

    expect(mutation.status).toBe('settled');
    expect(handle.state).toMatchObject({ status: 'synced', data: { text: 'mine' } });
  });

  it('mutation_ThatNobodyAnswers_IsUnknownAfterMutationTimeout', async () => {
    const scripted = client();
    const handle = await scripted.synced();
    const mutation = scripted.client.mutate(m => m.remove('Note', 1));
    expect(handle.data).toBeNull();
    await scripted.clock.advance(30_000);

    expect(mutation.status).toBe('unknown');
    expect(handle.data).toEqual(note('a'));
  });

  it('listeners_OfSeveralHandles_AreToldWhenAllOfThemShowIt', async () => {
    const scripted = client();
    const entity = await scripted.synced();
    const collection = scripted.client.collection('Note', { filter: { text: { $ne: 'gone' } } });
    await settled();
    scripted.connection.push('Subscribed', snapshot('2.1', [{ ...note('a') }], 5, { kind: 'collection', subscriptionId: 's2', totalCount: 1 }));
    const seen: unknown[] = [];
    const look = (): void => void seen.push([entity.data?.text, collection.data?.entries.length]);
    entity.subscribe(look);
    collection.subscribe(look);
    scripted.client.mutate(m => m.update('Note', 1, { text: 'gone' }));

    expect(seen).toEqual([['gone', 0], ['gone', 0]]);
  });

  it('mutate_WithoutTheOption_SaysTheWayOut', () => {
    expect(() => new ScriptedClient().client.mutate(m => m.remove('Note', 1))).toThrow('optimisticWrites()');
  });

  it('dispose_WithMutationsUnderWay_EndsThem', async () => {
    const scripted = client();
    await scripted.synced();
    const mutation = scripted.client.mutate(m => m.remove('Note', 1));
    await scripted.dispose();

    await expect(mutation.settled).rejects.toMatchObject({ code: 'disposed' });
    expect(scripted.clock.waits).toEqual([]);
  });

  // Writes are stacked on one row, answered, pushed, refused and cut off at random; the model is what the server has, and the list of writes it has not answered for.
  it('mutations_StackedAtRandom_ShowTheFoldOfThoseThatAreLeftOverTheServersData', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed);
      const scripted = client();
      const handle = await scripted.syncedPage('a', 1);
      let truth: { [name: string]: unknown } = { ...note('a') };
      let seq = 5;
      let left: { readonly mutation: ReturnType<typeof scripted.client.mutate>; readonly change: { readonly [name: string]: unknown } }[] = [];
      for (let step = 0; step < 30; step++) {
        const pick = left[Math.floor(random() * left.length)];
        const kind = Math.floor(random() * 4);
        if (kind === 0 || !pick) {
          const change = random() < 0.5 ? { text: `t${step}` } : { rank: step };
          left.push({ mutation: scripted.client.mutate(m => m.update('Note', 1, change)), change });
        } else if (kind === 1) {
          // Done: its push names it, as one with another client's change of the same commit or alone.
          truth = { ...truth, ...pick.change };
          left = left.filter(other => other !== pick);
          scripted.connection.push('CollectionChanged', changed(++seq, seq - 1, 1, [{ type: 'update', index: 0, id: 1, change: pick.change as never }], { mutationIds: [pick.mutation.id] }));
          if (random() < 0.5) {
            pick.mutation.accept(version(seq));
          }
        } else if (kind === 2) {
          left = left.filter(other => other !== pick);
          pick.mutation.rollback();
        } else {
          const change = { text: `server${step}` };
          truth = { ...truth, ...change };
          scripted.connection.push('CollectionChanged', changed(++seq, seq - 1, 1, [{ type: 'update', index: 0, id: 1, change }]));
        }

        const expected = left.reduce((row, { change }) => ({ ...row, ...change }), truth);
        expect(handle.data?.entries, `seed ${seed}, step ${step}`).toEqual([expected]);
        expect(scripted.client.pendingMutations.items.map(({ id }) => id), `seed ${seed}, step ${step}`).toEqual(left.map(({ mutation }) => mutation.id));
      }

      await scripted.dispose();
    }
  });
});
