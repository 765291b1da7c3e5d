import { describe, expect, it } from 'vitest';
import { CollectionFold, isInOrder } from '../../src/mutations/collection-fold.js';
import type { CollectionMutationTarget } from '../../src/mutations/index.js';
import { rowJudge, type PropertyKinds } from '../../src/queries/index.js';
import { at, pageOf } from './mutation-scene.js';
import { Random } from './random.js';

interface Item {
  readonly [name: string]: number | boolean;
  readonly id: number;
  readonly rank: number;
  readonly isIn: boolean;
}

const query = { filter: { isIn: { $eq: true } }, order: { rank: 'ASC' } };

function item(id: number, rank: number, isIn = true): Item {
  return { id, rank, isIn };
}

function targetOf(top: number | undefined, skip: number, kinds: PropertyKinds = {}): CollectionMutationTarget {
  return { kind: 'collection', model: 'Item', judge: rowJudge(query, kinds), top, skip, isSeen: true, base: undefined };
}

/** What the server would say: the items that are in, by rank and key, cut to the page. */
function pageOfSource(source: readonly Item[], top: number | undefined, skip: number): readonly Item[] {
  const all = source.filter(one => one.isIn).sort((left, right) => left.rank - right.rank || left.id - right.id);
  return all.slice(skip, top === undefined ? undefined : skip + top);
}

function write(random: Random, source: readonly Item[], fold: CollectionFold, id: number): readonly Item[] {
  const before = source.find(one => one.id === id) ?? null;
  const after = random.next(4) === 0 ? null : item(id, random.next(6), random.next(3) > 0);
  fold.take(String(id), before, after);
  return [...source.filter(one => one.id !== id), ...(after ? [after] : [])];
}

function scene(source: readonly Item[], top: number | undefined, skip: number): CollectionFold {
  const target = targetOf(top, skip);
  return new CollectionFold(pageOf(pageOfSource(source, top, skip), at(1), source.filter(one => one.isIn).length), target, true);
}

function sourceOf(random: Random, count: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => item(index + 1, random.next(6), random.next(3) > 0));
}

const shownOf = (fold: CollectionFold): readonly Item[] => fold.rows.map(row => row.row as Item);

describe('CollectionFold', () => {
  it('take_RandomWritesOverAWholeList_IsWhatTheServerWouldSay', () => {
    const seed = 72;
    const random = new Random(seed);
    for (let round = 0; round < 3_000; round++) {
      const source = sourceOf(random, random.next(7));

      // The page holds the whole list, and at times has no room for more.
      const top = random.next(3) > 0 ? Math.max(1, source.filter(one => one.isIn).length) + random.next(3) : undefined;
      const fold = scene(source, top, 0);
      let written = source;
      const ids = new Set<number>();
      for (let count = random.next(4) + 1; count > 0; count--) {
        // Each row once, as the fold is given them.
        const id = random.next(source.length + 2) + 1;
        written = ids.has(id) ? written : write(random, written, fold, id);
        ids.add(id);
      }

      expect(shownOf(fold), `seed ${seed}, round ${round}`).toEqual(pageOfSource(written, top, 0));
      expect(fold.total, `seed ${seed}, round ${round}`).toBe(written.filter(one => one.isIn).length);
    }
  });

  it('take_RandomWriteOverAPageOfALongerList_ShowsNothingThatTheServerWouldNot', () => {
    const seed = 73;
    const random = new Random(seed);
    for (let round = 0; round < 3_000; round++) {
      const source = sourceOf(random, random.next(11) + 4);
      const [top, skip] = [random.next(5) + 1, random.next(3) === 0 ? random.next(3) + 1 : 0];
      const held = pageOfSource(source, top, skip).map(one => one.id);
      const fold = scene(source, top, skip);
      const written = write(random, source, fold, random.next(source.length + 2) + 1);
      const [shown, expected] = [shownOf(fold), pageOfSource(written, top, skip)];
      const name = `seed ${seed}, round ${round}`;

      // A row that was on the page and leaves it for a place unknown stays in sight; nothing else may be shown that is not there.
      const expectedIds = expected.map(one => one.id);
      const foreign = shown.filter(one => !expectedIds.includes(one.id));
      expect(foreign.length <= 1 && foreign.every(one => held.includes(one.id)), name).toBe(true);
      expect(shown.length, name).toBeLessThanOrEqual(top);
      expect(fold.total, name).toBe(written.filter(one => one.isIn).length);
      expect(shown.filter(one => !foreign.includes(one)), name).toEqual(expected.filter(one => shown.some(other => other.id === one.id)));
    }
  });

  it.each([
    // The page holds 10 20 30 of 5, top 3, by rank.
    ['+4:15', '1:10 4:15 2:20', 6],
    ['+4:5', '4:5 1:10 2:20', 6],
    ['+4:40', '1:10 2:20 3:30', 6],
    ['+4:15 x', '1:10 2:20 3:30', 5],
    ['-2', '1:10 3:30', 4],
    ['-9', '1:10 2:20 3:30', 5],
    ['2:40', '1:10 3:30 2:40', 5],
    ['2:5', '2:5 1:10 3:30', 5],
    ['2:20 x', '1:10 3:30', 4],
    ['9:15', '1:10 2:20 3:30', 5],
  ])('take_%sToAFullPage_Shows_%s', (text, expected, total) => {
    const page = [item(1, 10), item(2, 20), item(3, 30)];
    const fold = new CollectionFold(pageOf(page, at(1), 5), targetOf(3, 0), true);
    const [, sign, id = '', rank, isOut] = /^([+-]?)(\d+)(?::(\d+))?( x)?$/.exec(text) ?? [];
    const before = page.find(one => one.id === Number(id)) ?? null;
    fold.take(id, before, sign === '-' || (sign === '' && !before) ? null : item(Number(id), Number(rank), !isOut));

    expect(shownOf(fold).map(one => `${one.id}:${one.rank}`).join(' ')).toBe(expected);
    expect(fold.total).toBe(total);
  });

  it.each([[true, '2 10'], [false, '10 2']])('take_TiesOfNumericKeys%s_GoAs_%s', (isNumber, expected) => {
    const fold = new CollectionFold(pageOf([], at(1)), targetOf(undefined, 0), true);
    for (const key of ['10', '2']) {
      fold.take(key, null, { id: isNumber ? Number(key) : key, rank: 1, isIn: true });
    }

    expect(fold.rows.map(row => row.key).join(' ')).toBe(expected);
  });

  it('isInOrder_EnumThatNobodySaidWasOne_IsNot', () => {
    const rows = ['todo', 'doing', 'done'].map((state, id) => ({ id, state }));
    const target = (kinds: PropertyKinds): CollectionMutationTarget => ({ ...targetOf(undefined, 0), judge: rowJudge({ order: { state: 'ASC' } }, kinds) });

    expect(isInOrder(pageOf(rows, at(1)), target({}))).toBe(false);
    expect(isInOrder(pageOf(rows, at(1)), target({ state: ['todo', 'doing', 'done'] }))).toBe(true);
  });

  it('take_PageThatIsNotInOrder_LeavesRowsInPlaceAndLetsNoneIn', () => {
    const fold = new CollectionFold(pageOf([item(1, 30), item(2, 10)], at(1)), targetOf(undefined, 0), false);
    fold.take('1', item(1, 30), item(1, 5));
    fold.take('3', null, item(3, 20));

    expect(shownOf(fold)).toEqual([item(1, 5), item(2, 10)]);
    expect(fold.total).toBe(3);
  });
});
