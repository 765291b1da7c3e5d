import { describe, expect, test } from 'vitest';
import { approximateSize } from '../../src/stores/approximate-size.js';
import type { SyncCacheEntry, SyncCacheStore } from '../../src/stores/sync-cache-store.js';
import { Random } from '../support/random.js';

export interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

export function entryOf(content: unknown, seq = 1): SyncCacheEntry {
  return { schemaVersion: '1', user: 'ada', version: { epoch: 'e1', seq }, content, storedAt: 1_000 };
}

/** What every store of the box does, bounds included. */
export function specifySyncCacheStore(create: (bounds: Bounds) => SyncCacheStore): void {
  const roomy: Bounds = { maxEntries: 100, maxBytes: 1_000_000 };

  describe('as every store', () => {
    test('Get_NothingWasSet_FindsNothing', async () => {
      expect(await create(roomy).get('a')).toBeUndefined();
    });

    test('Get_WasSetTwice_FindsTheLast', async () => {
      const store = create(roomy);
      await store.set('a', entryOf({ title: 'old' }, 1));
      await store.set('a', entryOf({ title: 'new', rows: [1, null, true] }, 2));
      expect(await store.get('a')).toEqual(entryOf({ title: 'new', rows: [1, null, true] }, 2));
    });

    test('Get_KeyDiffersInCase_FindsNothing', async () => {
      const store = create(roomy);
      await store.set('a', entryOf(1));
      expect(await store.get('A')).toBeUndefined();
    });

    test('Remove_OfTwo_LeavesTheOther', async () => {
      const store = create(roomy);
      await store.set('a', entryOf(1));
      await store.set('b', entryOf(2));
      await store.remove('a');
      await store.remove('never there');
      expect(await store.get('a')).toBeUndefined();
      expect(await store.get('b')).toEqual(entryOf(2));
    });

    test('Clear_Some_RemovesAll', async () => {
      const store = create(roomy);
      await store.set('a', entryOf(1));
      await store.set('b', entryOf(2));
      await store.clear();
      expect([await store.get('a'), await store.get('b')]).toEqual([undefined, undefined]);
    });

    test('Set_EntryLargerThanTheStore_RemovesTheOneBefore', async () => {
      const store = create({ maxEntries: 10, maxBytes: 200 });
      await store.set('a', entryOf('small'));
      await store.set('a', entryOf('x'.repeat(100)));
      expect(await store.get('a')).toBeUndefined();
    });

    test('Calls_SignalAborted_RejectAndChangeNothing', async () => {
      const store = create(roomy);
      await store.set('a', entryOf(1));
      const aborted = AbortSignal.abort(new Error('late'));
      await expect(store.get('a', aborted)).rejects.toThrow('late');
      await expect(store.set('a', entryOf(2), aborted)).rejects.toThrow('late');
      await expect(store.remove('a', aborted)).rejects.toThrow('late');
      await expect(store.clear(aborted)).rejects.toThrow('late');
      expect(await store.get('a')).toEqual(entryOf(1));
    });

    test.each([1, 2, 3, 4, 5, 6])('RandomCalls_Seed%i_DoWhatTheOracleDoes', async seed => {
      const random = new Random(seed);
      const bounds: Bounds = { maxEntries: random.between(1, 8), maxBytes: random.between(100, 800) };
      const store = create(bounds);
      const oracle = new Oracle(bounds);
      for (let step = 0; step < 300; step++) {
        const key = `k${random.between(0, 11)}`;
        const what = random.between(0, 99);
        if (what < 45) {
          expect(await store.get(key), `seed ${seed}, step ${step}, get ${key}`).toEqual(oracle.get(key));
        } else if (what < 90) {
          const entry = entryOf('x'.repeat(random.between(0, 120)), step);
          await store.set(key, entry);
          oracle.set(key, entry);
        } else if (what < 98) {
          await store.remove(key);
          oracle.remove(key);
        } else {
          await store.clear();
          oracle.clear();
        }
      }

      for (let i = 0; i < 12; i++) {
        expect(await store.get(`k${i}`), `seed ${seed}, at the end, k${i}`).toEqual(oracle.get(`k${i}`));
      }
    });
  });
}

/** The plainest store there can be: a list by last use. */
class Oracle {
  readonly #bounds: Bounds;
  #list: { key: string; entry: SyncCacheEntry }[] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get(key: string): SyncCacheEntry | undefined {
    const found = this.#list.find(item => item.key === key);
    if (found) {
      this.#list = [...this.#list.filter(item => item !== found), found];
    }

    return found?.entry;
  }

  set(key: string, entry: SyncCacheEntry): void {
    this.remove(key);
    if (sizeOf({ key, entry }) > this.#bounds.maxBytes) {
      return;
    }

    this.#list.push({ key, entry });
    while (this.#list.length > this.#bounds.maxEntries || this.#list.reduce((sum, item) => sum + sizeOf(item), 0) > this.#bounds.maxBytes) {
      this.#list.shift();
    }
  }

  remove(key: string): void {
    this.#list = this.#list.filter(item => item.key !== key);
  }

  clear(): void {
    this.#list = [];
  }
}

function sizeOf({ key, entry }: { key: string; entry: SyncCacheEntry }): number {
  return 2 * key.length + approximateSize(entry.content);
}
