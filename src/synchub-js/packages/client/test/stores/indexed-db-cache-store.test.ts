import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IndexedDbCacheStore } from '../../src/indexeddb.js';
import { entryOf, specifySyncCacheStore } from './sync-cache-store-specification.js';

const name = 'synchub-cache';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Has the next writes of entries fail as on a full disk. */
function failPuts(count: number, error = new DOMException('full', 'QuotaExceededError')): () => number {
  const put = IDBObjectStore.prototype.put;
  let failed = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
    if (this.name === 'entries' && failed < count) {
      failed++;
      throw error;
    }

    return put.apply(this, args);
  });
  return () => failed;
}

describe('IndexedDbCacheStore', () => {
  specifySyncCacheStore(bounds => new IndexedDbCacheStore(bounds));

  test('Constructor_NothingCalledYet_OpensNothing', async () => {
    new IndexedDbCacheStore();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test('Get_ByAStoreMadeLater_FindsWhatTheFirstSet', async () => {
    const first = new IndexedDbCacheStore();
    await first.set('a', entryOf({ title: 'kept' }));
    await first.close();
    expect(await new IndexedDbCacheStore().get('a')).toEqual(entryOf({ title: 'kept' }));
  });

  test('Set_ByTwoStoresOfOneDatabase_KeepsOneBound', async () => {
    const stores = [new IndexedDbCacheStore({ maxEntries: 3 }), new IndexedDbCacheStore({ maxEntries: 3 })];
    await Promise.all(Array.from({ length: 10 }, (_, i) => stores[i % 2]?.set(`k${i}`, entryOf(i))));
    const found = await Promise.all(Array.from({ length: 10 }, (_, i) => stores[0]?.get(`k${i}`)));
    expect(found.filter(entry => entry !== undefined)).toHaveLength(3);
  });

  test('Get_SomethingElseStandsThere_FindsNothingAndRemovesIt', async () => {
    const store = new IndexedDbCacheStore();
    await store.set('a', entryOf(1));
    const database = await openDB(name);
    await database.put('entries', { title: 'no entry' }, 'a');
    expect(await store.get('a')).toBeUndefined();
    expect(await database.count('entries')).toBe(0);
    database.close();
  });

  test('Set_NotCloneable_RejectsAndKeepsTheOneBefore', async () => {
    const store = new IndexedDbCacheStore();
    await store.set('a', entryOf(1));
    await expect(store.set('a', entryOf(() => 1))).rejects.toThrow(/could not be cloned/);
    expect(await store.get('a')).toEqual(entryOf(1));
  });

  describe('when there is no room', () => {
    test('Set_RoomAfterEviction_KeepsTheEntryAndTheYoungerHalf', async () => {
      const store = new IndexedDbCacheStore();
      for (let i = 0; i < 8; i++) {
        await store.set(`k${i}`, entryOf('x'.repeat(100)));
      }

      failPuts(1);
      await store.set('new', entryOf('x'.repeat(100)));
      const found = await Promise.all(['k0', 'k3', 'k4', 'k7', 'new'].map(key => store.get(key)));
      expect(found.map(entry => entry !== undefined)).toEqual([false, false, true, true, true]);
    });

    test('Set_NoRoomAfterEvictionEither_GivesUpQuietlyAndForgetsTheOneBefore', async () => {
      const store = new IndexedDbCacheStore();
      await store.set('other', entryOf('x'.repeat(100)));
      await store.set('a', entryOf(1));
      const failed = failPuts(2);
      await store.set('a', entryOf(2));
      expect(failed()).toBe(2);
      expect(await store.get('a')).toBeUndefined();
    });

    test('Set_FailsForAnotherReason_RejectsAndIsNotRepeated', async () => {
      const store = new IndexedDbCacheStore();
      const failed = failPuts(5, new DOMException('odd', 'DataError'));
      await expect(store.set('a', entryOf(1))).rejects.toThrow('odd');
      expect(failed()).toBe(1);
    });

    test('Set_QuotaIsNoticedAtTheCommit_IsRepeated', async () => {
      const store = new IndexedDbCacheStore();
      await store.set('old', entryOf('x'.repeat(100)));
      const put = IDBObjectStore.prototype.put;
      let spoilt = false;
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
        const request = put.apply(this, args);
        if (this.name === 'totals' && !spoilt) {
          spoilt = true;
          const { transaction } = this;
          Object.defineProperty(transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
          transaction.abort();
        }

        return request;
      });
      await store.set('a', entryOf(1));
      expect(spoilt).toBe(true);
      expect(await store.get('a')).toEqual(entryOf(1));
    });
  });

  describe('when the database goes', () => {
    test('DeleteDatabase_StoreHasItOpen_IsNotBlockedAndTheStoreStartsAnew', async () => {
      const store = new IndexedDbCacheStore();
      await store.set('a', entryOf(1));
      const blocked = vi.fn();
      await deleteDB(name, { blocked });
      expect(blocked).not.toHaveBeenCalled();
      expect(await store.get('a')).toBeUndefined();
      await store.set('a', entryOf(2));
      expect(await store.get('a')).toEqual(entryOf(2));
    });

    test('DeleteDatabase_SomebodyWithoutTheGuardHasItOpen_IsBlocked', async () => {
      const careless = await openDB(name, 1);
      const blocked = vi.fn(() => careless.close());
      await deleteDB(name, { blocked });
      expect(blocked).toHaveBeenCalledOnce();
    });

    test('Calls_ConnectionClosedByTheBrowserWithoutAWord_OpenItAgain', async () => {
      const opened: IDBDatabase[] = [];
      const transaction = IDBDatabase.prototype.transaction;
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
        if (!opened.includes(this)) {
          opened.push(this);
        }

        return transaction.apply(this, args);
      });
      const store = new IndexedDbCacheStore();
      await store.set('a', entryOf(1));
      opened[0]?.close();
      expect(await store.get('a')).toEqual(entryOf(1));
      expect(opened).toHaveLength(2);
    });

    test('Calls_BrowserSaysThatItClosed_OpenItAgain', async () => {
      const open = vi.spyOn(indexedDB, 'open');
      const store = new IndexedDbCacheStore();
      await store.set('a', entryOf(1));
      forceCloseDatabase((open.mock.results[0]?.value as IDBOpenDBRequest).result as never);
      expect(await store.get('a')).toEqual(entryOf(1));
      expect(open).toHaveBeenCalledTimes(2);
    });

    test('Calls_EveryConnectionIsLost_RejectAfterTheSecond', async () => {
      const store = new IndexedDbCacheStore();
      await store.set('a', entryOf(1));
      let tries = 0;
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
        tries++;
        throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
      });
      await expect(store.get('a')).rejects.toThrow('lost');
      expect(tries).toBe(2);
    });

    test('UpgradeByANewerTab_StoreHasItOpen_IsNotBlockedAndCallsSayWhatToDo', async () => {
      const store = new IndexedDbCacheStore();
      await store.set('a', entryOf(1));
      const blocked = vi.fn();
      const newer = await openDB(name, 2, { blocked });
      expect(blocked).not.toHaveBeenCalled();
      await expect(store.get('a')).rejects.toThrow(`The IndexedDB database '${name}' cannot be opened (VersionError): it belongs to a newer version of this package, in another tab maybe; reload the page.`);
      newer.close();
    });

    test('Calls_OpenRefused_RejectAndTryAgainTheNextTime', async () => {
      const open = vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
        throw new DOMException('private', 'SecurityError');
      });
      const store = new IndexedDbCacheStore();
      await expect(store.get('a')).rejects.toThrow('cannot be opened (SecurityError)');
      expect(await store.get('a')).toBeUndefined();
      expect(open).toHaveBeenCalledTimes(2);
    });
  });

  describe('when a call is given up', () => {
    test('Set_AbortedWhileItWrites_WritesNothing', async () => {
      const store = new IndexedDbCacheStore();
      await store.set('a', entryOf(1));
      const giveUp = new AbortController();
      const put = IDBObjectStore.prototype.put;
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
        const request = put.apply(this, args);
        giveUp.abort(new Error('late'));
        return request;
      });
      await expect(store.set('a', entryOf(2), giveUp.signal)).rejects.toThrow('late');
      vi.restoreAllMocks();
      expect(await store.get('a')).toEqual(entryOf(1));
    });

    test('Get_AbortedWhileTheOpeningIsBlocked_RejectsAndLaterCallsWork', async () => {
      const old = await openDB(name, 1);
      const deleted = deleteDB(name);
      const store = new IndexedDbCacheStore();
      const giveUp = new AbortController();
      const late = store.get('a', giveUp.signal);
      giveUp.abort(new Error('late'));
      await expect(late).rejects.toThrow('late');
      old.close();
      await deleted;
      await store.set('a', entryOf(1));
      expect(await store.get('a')).toEqual(entryOf(1));
    });
  });

  test('Calls_EnvironmentHasNoIndexedDb_FindAndKeepNothing', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const store = new IndexedDbCacheStore();
    expect(store.isAvailable).toBe(false);
    await store.set('a', entryOf(1));
    await store.remove('b');
    await store.clear();
    await store.close();
    expect(await store.get('a')).toBeUndefined();
  });

  test('Constructor_BoundThatCannotWork_NamesIt', () => {
    expect(() => new IndexedDbCacheStore({ maxEntries: 0 })).toThrow('IndexedDbCacheStore: maxEntries is 0');
  });
});
