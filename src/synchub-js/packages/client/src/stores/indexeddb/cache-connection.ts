import { openDB } from 'idb';
import { untilAborted } from '../../loop/until-aborted.js';
import { begin, cacheSchemaVersion, createStores } from './cache-schema.js';
import type { CacheDatabase, CacheSchema, CacheTransaction } from './cache-schema.js';
import { cannotOpen, isConnectionLost } from './database-errors.js';

/** The connection to a database: opened when it is first needed, and again whenever it has been lost. */
export class CacheConnection {
  readonly #name: string;
  #opening: Promise<CacheDatabase> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Does something in one transaction: all of it, or nothing and a rejection. What finds the connection lost is done once more, on a new one. */
  async run<T>(work: (transaction: CacheTransaction) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const opening = this.#open();
    try {
      return await this.#runOn(opening, work, signal);
    } catch (error) {
      if (signal?.aborted || !isConnectionLost(error)) {
        throw error;
      }

      await this.#forget(opening);
      return this.#runOn(this.#open(), work, signal);
    }
  }

  /** Closes the connection, after what is under way on it. The next use opens it again. */
  async close(): Promise<void> {
    await this.#forget(this.#opening);
  }

  async #runOn<T>(opening: Promise<CacheDatabase>, work: (transaction: CacheTransaction) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const database = await untilAborted(opening, signal);
    signal?.throwIfAborted();
    const transaction = begin(database);
    const giveUp = (): void => abort(transaction);
    signal?.addEventListener('abort', giveUp);
    try {
      const result = await work(transaction);
      await transaction.done;
      return result;
    } catch (error) {
      abort(transaction);
      // Only when it has ended can nothing of it be written any more. Why it ended says more than the request that met the end.
      const reason = await transaction.done.then(
        () => error,
        (ended: unknown) => (isConnectionLost(error) && ended ? ended : error),
      );
      signal?.throwIfAborted();
      throw reason;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  #open(): Promise<CacheDatabase> {
    return (this.#opening ??= this.#openNew());
  }

  #openNew(): Promise<CacheDatabase> {
    const forget = (): void => void this.#forget(opening);
    const opening = this.#connect(forget);
    opening.catch(forget);
    return opening;
  }

  async #connect(lost: () => void): Promise<CacheDatabase> {
    try {
      return await openDB<CacheSchema>(this.#name, cacheSchemaVersion, {
        upgrade: database => createStores(database),
        // Another tab wants to upgrade or delete the database: it must not wait for this one.
        blocking: lost,
        terminated: lost,
      });
    } catch (error) {
      throw cannotOpen(this.#name, error);
    }
  }

  /** Lets go of a connection, if it is still the present one; never rejects. */
  async #forget(opening: Promise<CacheDatabase> | undefined): Promise<void> {
    if (this.#opening === opening) {
      this.#opening = undefined;
    }

    await opening?.then(
      database => database.close(),
      () => undefined,
    );
  }
}

function abort(transaction: CacheTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}
