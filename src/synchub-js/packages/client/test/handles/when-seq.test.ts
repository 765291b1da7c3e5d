import { describe, expect, it } from 'vitest';
import { settled } from '../support/manual-clock.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { at, delta, failure, position, updated } from '../support/wire.js';

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  promise.then(() => (isOver = true), () => (isOver = true));
  await settled();
  return isOver;
}

describe('whenSeq', () => {
  it('position_Reached_ResolvesAlsoWhereNothingShownHasChanged', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    expect(await isSettled(handle.whenSeq(at(5)))).toBe(true);
    const later = handle.whenSeq(at(8));
    scripted.connection.push('EntityUpdated', updated({ text: 'b' }, 7, 5));
    expect(await isSettled(later)).toBe(false);
    scripted.connection.push('Position', position(8));
    expect(await isSettled(later)).toBe(true);
  });

  it('position_OfAnotherEpoch_OnlyTheAnswerToALaterRequestCounts', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const first = handle.whenSeq(at(3, 'e9'));
    await settled();
    expect(handle.state.status).toBe('cached');
    expect(scripted.connection.takeRequest()).toMatchObject({ requestId: '1.2', lastSeq: 5 });
    const second = handle.whenSeq(at(4, 'e9'));
    scripted.connection.push('Subscribed', delta('1.2', 5));
    expect([await isSettled(first), await isSettled(second)]).toEqual([true, false]);
    expect(scripted.connection.takeRequest()).toMatchObject({ requestId: '1.3', lastSeq: 5 });
    scripted.connection.push('Subscribed', delta('1.3', 5));

    expect(await isSettled(second)).toBe(true);
    expect(scripted.connection.calls).toEqual([]);
  });

  it('wait_ErrorAbortAndDisposal_EndIt', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const abort = new AbortController();
    const aborted = handle.whenSeq(at(9), abort.signal);
    abort.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    const refused = handle.whenSeq(at(9));
    scripted.connection.push('SubscriptionError', failure('unknown-model', { subscriptionId: 's1' }));
    await expect(refused).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(handle.whenSynced()).rejects.toMatchObject({ code: 'unknown-model' });
    handle.dispose();
    await expect(handle.whenSynced()).rejects.toMatchObject({ code: 'disposed' });
    expect(() => handle.retry()).toThrow('disposed');
  });

  it('states_ReaderThatFallsBehind_MissesTheOldestNeverTheLatest', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const reader = handle.states();
    for (let seq = 6; seq < 206; seq++) {
      scripted.connection.push('EntityUpdated', updated({ rank: seq }, seq, seq - 1));
    }

    handle.dispose();
    const ranks: (number | undefined)[] = [];
    for await (const state of reader) {
      ranks.push(state.data?.rank);
    }

    expect(ranks.length).toBe(64);
    expect(ranks.at(-1)).toBe(205);
  });

  it('states_LeftByBreak_IsNotFedAnyMore', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const reader = handle.states();
    for await (const state of reader) {
      expect(state.status).toBe('synced');
      break;
    }

    scripted.connection.break();
    expect(await reader.next()).toEqual({ value: undefined, done: true });
  });
});
