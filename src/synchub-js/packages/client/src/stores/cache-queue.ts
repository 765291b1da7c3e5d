import type { CacheJob } from './cache-job.js';

/**
 * What waits for the store, in order: one write for each key, and no more than a number of jobs beyond a clearing. Beyond that, loads and saves are
 * refused, and a removal becomes a clearing, which leaves nothing else to wait.
 */
export class CacheQueue {
  readonly #capacity: number;
  // A write by its key, anything else by itself: a map keeps the order, and what replaces a write its place.
  readonly #jobs = new Map<unknown, CacheJob>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** False where it is full. */
  add(job: CacheJob): boolean {
    const name = 'key' in job ? job.key : job;
    if (this.#jobs.size < this.#capacity || this.#jobs.has(name)) {
      this.#jobs.set(name, job);
      return true;
    }

    if (job.type === 'remove') {
      this.addClear(() => undefined);
    }

    return job.type === 'remove';
  }

  /** Drops what waits, and has everything removed. */
  addClear(done: (failure: unknown) => void): void {
    // Those that wait already are served by this one as well, since nothing is left between them.
    const waiting = [...this.#jobs.values()].flatMap(job => (job.type === 'clear' ? job.done : []));
    const job: CacheJob = { type: 'clear', done: failure => [...waiting, done].forEach(tell => tell(failure)) };
    this.#jobs.clear();
    this.#jobs.set(job, job);
  }

  take(): CacheJob | undefined {
    for (const [name, job] of this.#jobs) {
      this.#jobs.delete(name);
      return job;
    }

    return undefined;
  }
}
