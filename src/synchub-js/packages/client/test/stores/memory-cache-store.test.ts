import { describe, expect, test } from 'vitest';
import { MemoryCacheStore } from '../../src/stores/memory-cache-store.js';
import { entryOf, specifySyncCacheStore } from './sync-cache-store-specification.js';

describe('MemoryCacheStore', () => {
  specifySyncCacheStore(bounds => new MemoryCacheStore(bounds));

  test('Get_OlderThanMaxAge_FindsNothing', async () => {
    let now = 0;
    const store = new MemoryCacheStore({ maxAge: 100, clock: { now: () => now } });
    await store.set('a', entryOf(1));
    now = 50;
    await store.set('b', entryOf(2));
    now = 101;
    expect(await store.get('a')).toBeUndefined();
    expect(await store.get('b')).toEqual(entryOf(2));
  });

  test('Get_FoundMeanwhile_AgesAllTheSame', async () => {
    let now = 0;
    const store = new MemoryCacheStore({ maxAge: 100, clock: { now: () => now } });
    await store.set('a', entryOf(1));
    now = 90;
    await store.get('a');
    now = 101;
    expect(await store.get('a')).toBeUndefined();
  });

  test.each([{ maxEntries: 0 }, { maxBytes: NaN }, { maxAge: -1 }])('Constructor_BoundThatCannotWork%o_NamesIt', options => {
    const [name, value] = Object.entries(options)[0] ?? [];
    expect(() => new MemoryCacheStore(options)).toThrow(`MemoryCacheStore: ${name} is ${value}`);
  });
});
