import type { Clock } from '../clock.js';
import { untilAborted } from '../loop/until-aborted.js';
import type { SubscriptionContent } from '../subscriptions/content.js';
import { SyncError } from '../sync-error.js';
import { mayShow } from './cache-entry-check.js';
import type { CacheIdentity } from './cache-identity.js';
import type { CacheJob } from './cache-job.js';
import type { CacheQueue } from './cache-queue.js';
import type { CacheSlot } from './cache-slot.js';
import type { SyncCacheStore } from './sync-cache-store.js';

/** How a worker goes about it; times in milliseconds. */
export interface CacheWorkerSettings {
  readonly store: SyncCacheStore;
  readonly schemaVersion: string;
  readonly maxAge: number;
  readonly storeTimeout: number;
  readonly clock: Clock;

  /** Who uses the application now. */
  readonly askUser: () => CacheIdentity;
  readonly loaded: (slot: CacheSlot, owner: CacheIdentity, content: SubscriptionContent) => void;
  readonly failed: (error: unknown) => void;
}

/** The only one that uses the store: one call after the other, each within its time, whatever it throws contained. */
export class CacheWorker {
  readonly #settings: CacheWorkerSettings;
  readonly #queue: CacheQueue;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;

  constructor(settings: CacheWorkerSettings, queue: CacheQueue) {
    this.#settings = settings;
    this.#queue = queue;
  }

  /** There is something to do. */
  wake(): void {
    this.#running ??= this.#run();
  }

  /** Does what waits, as far as that is possible within one call's time. */
  async dispose(): Promise<void> {
    const overdue = this.#settings.clock.setTimeout(() => this.#stopped.abort(this.#overdue('dispose')), this.#settings.storeTimeout);
    await this.#running;
    this.#settings.clock.clearTimeout(overdue);
  }

  async #run(): Promise<void> {
    // Not within the turn that woke it: what was asked for in one go is looked at together.
    await Promise.resolve();
    for (let job = this.#queue.take(); job; job = this.#queue.take()) {
      const failure = this.#stopped.signal.aborted ? this.#stopped.signal.reason : await this.#do(job);
      if (job.type === 'clear') {
        job.done(failure);
      }
    }

    this.#running = undefined;
  }

  async #do(job: CacheJob): Promise<unknown> {
    const { store } = this.#settings;
    switch (job.type) {
      case 'load': return this.#load(job.slot, job.owner);
      case 'save': return this.#call('set', async signal => store.set(job.key, this.#entry(job.slot, job.content, job.owner), signal));
      case 'remove': return this.#call('remove', async signal => store.remove(job.key, signal));
      case 'clear': return this.#call('clear', async signal => store.clear(signal));
    }
  }

  #load(slot: CacheSlot, owner: CacheIdentity): Promise<unknown> {
    const { store, schemaVersion, maxAge, clock, askUser, loaded } = this.#settings;
    return this.#call('get', async signal => {
      const entry = await store.get(slot.key, signal);
      if (!entry || signal.aborted) {
        return;
      }

      const content = mayShow(entry, schemaVersion, owner.user, maxAge, clock.now())
        ? slot.format.read(entry.content, { timestamp: new Date(entry.storedAt).toISOString(), ...entry.version })
        : undefined;
      if (!content) {
        await store.remove(slot.key, signal);
      } else if (askUser() === owner) {
        // Asked once more, since the store may have taken its time.
        loaded(slot, owner, content);
      }
    });
  }

  /** Undefined, or what went wrong. */
  async #call(operation: string, work: (signal: AbortSignal) => Promise<void>): Promise<unknown> {
    const { clock, storeTimeout, failed } = this.#settings;
    const call = new AbortController();
    const stop = (): void => call.abort(this.#stopped.signal.reason);
    const overdue = clock.setTimeout(() => call.abort(this.#overdue(operation)), storeTimeout);
    this.#stopped.signal.addEventListener('abort', stop);
    try {
      await untilAborted(work(call.signal), call.signal);
      return undefined;
    } catch (error) {
      failed(error);
      return error ?? operation;
    } finally {
      clock.clearTimeout(overdue);
      this.#stopped.signal.removeEventListener('abort', stop);
    }
  }

  #overdue(operation: string): SyncError {
    return new SyncError('cache-failed', `The store's '${operation}' took longer than cache.storeTimeout (${this.#settings.storeTimeout} ms).`, true);
  }

  #entry({ format }: CacheSlot, content: SubscriptionContent, { user }: CacheIdentity): Parameters<SyncCacheStore['set']>[1] {
    const { schemaVersion, clock } = this.#settings;
    const { epoch, seq } = content.version;
    return { schemaVersion, user, version: { epoch, seq }, content: format.write(content), storedAt: clock.now() };
  }
}
