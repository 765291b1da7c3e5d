import { describe, expect, it, vi } from 'vitest';
import { SyncError } from '../../src/sync-error.js';
import { at, MutationScene, pageOf, type Note } from './mutation-scene.js';

const note = (text: string, id = 1): Note => ({ id, text });
const result = (seq: number, epoch?: string) => ({ versions: { Note: at(seq, epoch) } });

function sceneWithNote() {
  const scene = new MutationScene();
  return { scene, target: scene.entity('1', note('a'), at(1)) };
}

describe('MutationTable', () => {
  it('issue_Update_IsShownAtOnceAndPending', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');

    expect(scene.entityShown(target)).toEqual({ body: note('b'), status: 'pending' });
    expect([mutation.status, scene.table.pending.items]).toEqual(['pending', [mutation]]);
    expect(scene.shows.at(-1)).toBe(target);
  });

  it('answer_ThenItsPosition_SettlesInTheStepThatBringsTheData', async () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept(result(3));
    await mutation.accepted;
    expect(mutation.status).toBe('accepted');

    // Before the position, the server's other news does not show through.
    scene.say(target, { body: note('x'), version: at(2) });
    expect(scene.bodyOf(target)).toEqual(note('b'));
    scene.say(target, { body: note('server'), version: at(3) });
    await mutation.settled;
    expect(scene.entityShown(target)).toEqual({ body: note('server'), status: 'settled' });
    expect([mutation.status, scene.table.pending.items, scene.clock.count]).toEqual(['settled', [], 0]);
  });

  it('learn_PushNamesIt_SettlesBeforeTheAnswerAndRollbackDoesNothing', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    scene.table.learn('Note', [mutation.id], at(2));
    mutation.rollback();
    expect([mutation.status, scene.bodyOf(target)]).toEqual(['accepted', note('b')]);
    scene.say(target, { body: note('b'), version: at(2) });

    expect(mutation.status).toBe('settled');
  });

  it('learn_PushOfACommit_SettlesWhenTheCommitIsComplete', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    scene.table.learn('Note', [mutation.id], at(2), 4);
    scene.say(target, { body: note('half'), version: at(2) });
    expect([mutation.status, scene.bodyOf(target)]).toEqual(['accepted', note('b')]);
    scene.say(target, { body: note('whole'), version: at(4) });

    expect([mutation.status, scene.bodyOf(target)]).toEqual(['settled', note('whole')]);
  });

  it('rollback_UnrelatedUpdateBefore_StillTakesItBack', async () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    scene.table.learn('Note', ['another'], at(2));
    scene.say(target, { body: note('x'), version: at(2) });
    mutation.rollback();

    expect([mutation.status, scene.bodyOf(target)]).toEqual(['rolledBack', note('x')]);
    await expect(mutation.settled).rejects.toMatchObject({ code: 'mutation-rolled-back' });
    expect(scene.table.failed.items).toEqual([]);
  });

  it('rollback_AnyOneOfStackedMutations_IsAsIfItHadNeverBeenMade', () => {
    for (const rejected of [0, 1, 2]) {
      const { scene, target } = sceneWithNote();
      const changes = [{ text: 'b' }, { text: 'c', extra: 1 }, { other: true }];
      const mutations = changes.map(change => scene.mutate(m => m.update('Note', 1, change)));
      mutations[rejected]?.rollback();

      const kept = changes.filter((_, index) => index !== rejected);
      expect(scene.bodyOf(target)).toEqual(Object.assign({}, note('a'), ...kept));
    }
  });

  it('fail_Mutation_MarksTheRowUntilDismissedOrChangedAgain', () => {
    const { scene, target } = sceneWithNote();
    const list = scene.collection({}, pageOf([note('a'), note('z', 2)], at(1)));
    const mutation = scene.setText('b');
    mutation.fail('The task is locked.');
    expect([mutation.status, mutation.error?.message, scene.table.failed.items]).toEqual(['failed', 'The task is locked.', [mutation]]);
    expect(scene.entityShown(target)).toEqual({ body: note('a'), status: 'failed' });
    expect([...scene.pageShown(list)?.marks ?? []]).toEqual([['1', 'failed']]);

    const again = scene.setText('c');
    expect([scene.table.failed.items, scene.entityShown(target)?.status]).toEqual([[], 'pending']);
    again.fail('Still.');
    again.dismiss();
    expect([scene.table.failed.items, scene.entityShown(target)?.status, scene.pageShown(list)?.marks.size]).toEqual([[], 'settled', 0]);
  });

  it('fail_MoreThanAHundred_KeepsTheLatest', () => {
    const { scene } = sceneWithNote();
    for (let id = 1; id <= 103; id++) {
      scene.mutate(m => m.update('Note', id, { text: 'x' }), `m${id}`).fail('No.');
    }

    expect([scene.table.failed.items.length, scene.table.failed.items[0]?.id]).toEqual([100, 'm4']);
  });

  it('learn_PushOfAFailedMutation_ForgetsTheFailure', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.fail('The call failed on its way back.');
    scene.table.learn('Note', [mutation.id], at(2));

    expect([scene.table.failed.items, scene.entityShown(target)?.status]).toEqual([[], 'settled']);
  });

  it('timeout_WithoutAnAnswer_IsUnknownAndShownNoMore', async () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    scene.clock.advance(29_999);
    expect(mutation.status).toBe('pending');
    scene.clock.advance(1);

    expect([mutation.status, mutation.error?.code, scene.bodyOf(target)]).toEqual(['unknown', 'mutation-unknown', note('a')]);
    await expect(mutation.accepted).rejects.toBeInstanceOf(SyncError);
    mutation.accept(result(2));
    expect(mutation.status).toBe('unknown');
  });

  it('timeout_AfterAnAnswerWithPositions_WaitsOn', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept(result(3));
    scene.clock.advance(30_000);

    expect([mutation.status, scene.bodyOf(target)]).toEqual(['accepted', note('b')]);
  });

  it('timeout_AfterAnAnswerInAnotherEpoch_Settles', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept(result(3, 'of somebody else'));
    scene.say(target, { body: note('x'), version: at(9) });
    expect(mutation.status).toBe('accepted');
    scene.clock.advance(30_000);

    expect([mutation.status, scene.bodyOf(target)]).toEqual(['settled', note('x')]);
  });

  it('applied_EpochThatBeganAfterTheAnswer_ContainsTheWrite', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept(result(3));
    scene.say(target, { body: note('anew'), version: at(1, 'e2') });

    expect([mutation.status, scene.bodyOf(target)]).toEqual(['settled', note('anew')]);
  });

  it('answer_WithoutPositions_SettlesWhenTheRowLooksAsItWanted', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept();
    scene.say(target, { body: note('x'), version: at(2) });
    expect([mutation.status, scene.bodyOf(target)]).toEqual(['accepted', note('b')]);
    scene.say(target, { body: note('b'), version: at(3) });

    expect(mutation.status).toBe('settled');
  });

  it('answer_WithoutPositionsOverAnEarlierWrite_DoesNotShowThatOneAlone', () => {
    const { scene, target } = sceneWithNote();
    scene.setText('b');
    const back = scene.setText('a');
    back.accept();

    expect([back.status, scene.bodyOf(target)]).toEqual(['accepted', note('a')]);
  });

  it('applied_TwoLists_EachDropsTheChangeWithItsOwnData', () => {
    const scene = new MutationScene();
    const [todo, done] = ['todo', 'done'].map(text => scene.collection({ filter: { text: { $eq: text } } }, pageOf(text === 'todo' ? [note('todo')] : [], at(1))));
    const mutation = scene.setText('done');
    const both = () => [todo, done].map(list => list && scene.textsOf(list));
    expect(both()).toEqual([':0', 'done:1']);
    mutation.accept(result(2));
    expect(both()).toEqual([':0', 'done:1']);

    // Between the two messages the row is in exactly one of them.
    if (todo && done) {
      scene.say(todo, pageOf([], at(2)));
      expect([both(), mutation.status]).toEqual([[':0', 'done:1'], 'accepted']);
      scene.say(done, pageOf([note('done')], at(2)));
    }

    expect([both(), mutation.status]).toEqual([[':0', 'done:1'], 'settled']);
  });

  it('issue_AddAndRemoveAndUpdateInOne_AreOneMutation', () => {
    const scene = new MutationScene();
    const list = scene.collection({ order: { text: 'ASC' } }, pageOf([note('a'), note('c', 3)], at(1)));
    const mutation = scene.mutate(m => m.add('Note', note('b', 2)).remove('Note', 1).update('Note', '3', { text: 'A' }));
    expect(scene.textsOf(list)).toBe('A b:2');
    mutation.rollback();

    expect(scene.textsOf(list)).toBe('a c:2');
  });

  it('shown_RowsThatNoWriteTouches_StayTheSameObjects', () => {
    const scene = new MutationScene();
    const rows = [note('a'), note('b', 2), note('c', 3)];
    const list = scene.collection({ order: { text: 'ASC' } }, pageOf(rows, at(1)));
    const before = scene.pageShown(list);
    const mutation = scene.mutate(m => m.update('Note', 2, { text: 'bb' }));
    const during = scene.pageShown(list);
    expect([during?.rows[0] === rows[0], during?.rows[1] === rows[1], during?.rows[2] === rows[2]]).toEqual([true, false, true]);

    // Another push leaves the changed row the object that it is; a position alone, everything.
    scene.say(list, pageOf([rows[0] as Note, rows[1] as Note, note('d', 3)], at(2)));
    expect(scene.pageShown(list)?.rows[1]).toBe(during?.rows[1]);
    const later = scene.pageShown(list);
    scene.say(list, { ...(list.base ?? pageOf([], at(3))), version: at(3) });
    expect(scene.pageShown(list)).toBe(later);
    mutation.rollback();
    expect(scene.pageShown(list)?.rows.slice(0, 2)).toEqual(before?.rows.slice(0, 2));
    expect(scene.pageShown(list)?.rows[1]).toBe(rows[1]);
  });

  it('shown_UpdateThatChangesNothing_IsTheSameRow', () => {
    const { scene, target } = sceneWithNote();
    const body = scene.bodyOf(target);
    scene.setText('a');

    expect(scene.bodyOf(target)).toBe(body);
    expect(scene.entityShown(target)?.status).toBe('pending');
  });

  it('applied_RowThatSomebodyElseRemoved_DoesNotComeBackWithAnUpdate', () => {
    const scene = new MutationScene();
    const list = scene.collection({}, pageOf([note('a'), note('b', 2)], at(1)));
    scene.setText('x');
    scene.say(list, pageOf([note('b', 2)], at(2)));

    expect(scene.textsOf(list)).toBe('b:1');
  });

  it('forget_SubscriptionThatWasAwaited_SettlesWithoutIt', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept(result(3));
    scene.targets.splice(0);
    scene.table.forget(target);

    expect([mutation.status, scene.table.pending.items]).toEqual(['settled', []]);
  });

  it('applied_SubscriptionThatIsNoLongerSeen_IsNotWaitedFor', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept(result(3));
    scene.targets[0] = Object.assign(target, { isSeen: false });
    scene.table.applied(target);

    expect(mutation.status).toBe('settled');
  });

  it('answer_ModelThatWasNotWrittenTo_LetsGoAtOnce', () => {
    const { scene, target } = sceneWithNote();
    const mutation = scene.setText('b');
    mutation.accept({ versions: {} });

    expect([mutation.status, scene.bodyOf(target)]).toEqual(['settled', note('a')]);
  });

  it('tell_ListenerThatThrowsOrMutates_IsReportedAndSeesTheNewState', () => {
    const { scene, target } = sceneWithNote();
    const seen: unknown[] = [];
    const end = scene.table.pending.subscribe(() => {
      seen.push(scene.table.pending.items.length, scene.bodyOf(target)?.['text']);
      if (scene.table.pending.items.length === 1) {
        scene.setText('c');
        throw new Error('Listener.');
      }
    });
    const other = vi.fn();
    scene.table.pending.subscribe(other);
    scene.setText('b');

    expect(seen).toEqual([1, 'b', 2, 'c']);
    expect(scene.errors.map(String)).toEqual(['Error: Listener.']);
    expect(other).toHaveBeenCalledTimes(2);
    end();
    scene.setText('d');
    expect(seen.length).toBe(4);
  });

  it('close_MutationsUnderWay_AreAbandonedAndNothingStartsAnew', async () => {
    const { scene } = sceneWithNote();
    const mutation = scene.setText('b');
    scene.table.close();
    const late = scene.setText('c');

    await expect(mutation.settled).rejects.toThrow('disposed');
    await expect(late.accepted).rejects.toThrow('disposed');
    expect(scene.clock.count).toBe(0);
  });
});
