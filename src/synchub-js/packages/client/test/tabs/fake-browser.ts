import type { PageLifecycle } from '../../src/tabs/page-lifecycle.js';
import type { TabChannel, TabEnvironment } from '../../src/tabs/tab-environment.js';
import type { Random } from '../support/random.js';

interface LockRequest {
  readonly tab: FakeTab;
  readonly mode: 'exclusive' | 'shared';
  readonly grant: () => Promise<unknown>;
}

/**
 * A browser whose tabs hear each other only when the test says so. Messages from one tab on one channel to one listener keep their
 * order; everything else may come in any. A lock is granted as a step of its own.
 */
export class FakeBrowser {
  readonly #channels = new Map<string, Set<FakeChannel>>();
  readonly #held = new Map<string, LockRequest[]>();
  readonly #waiting = new Map<string, LockRequest[]>();
  readonly #lines = new Map<string, (() => void)[]>();
  #ids = 0;

  openTab(): FakeTab {
    return new FakeTab(this, ++this.#ids);
  }

  nextId(): string {
    return `id${++this.#ids}`;
  }

  /** Who holds a lock whose name ends so. */
  holdersOf(ending: string): readonly FakeTab[] {
    return [...this.#held].filter(([name]) => name.endsWith(ending)).flatMap(([, holders]) => holders.map(holder => holder.tab));
  }

  get openChannels(): number {
    return [...this.#channels.values()].reduce((sum, channels) => sum + channels.size, 0);
  }

  get heldLocks(): readonly string[] {
    return [...this.#held].filter(([, holders]) => holders.length > 0).map(([name]) => name);
  }

  /** Does one thing that is due; false where nothing is. */
  async step(random?: Random): Promise<boolean> {
    await settle();
    const due = [...this.#lines].filter(([, line]) => line.length > 0);
    const [, line] = (random ? random.pick(due) : due[0]) ?? [];
    line?.shift()?.();
    await settle();
    return line !== undefined;
  }

  /** Does everything that is due, and what that brings. */
  async run(random?: Random): Promise<void> {
    for (let steps = 0; await this.step(random); steps++) {
      if (steps > 10_000) {
        throw new Error('The browser does not come to rest.');
      }
    }
  }

  post(from: FakeChannel, record: unknown): void {
    for (const to of this.#channels.get(from.name) ?? []) {
      if (to !== from) {
        const copy: unknown = structuredClone(record);
        this.#due(`${from.number} to ${to.number}`, () => to.hear(copy));
      }
    }
  }

  open(channel: FakeChannel): void {
    if (channel.tab.isGone) {
      return;
    }

    this.#channels.set(channel.name, (this.#channels.get(channel.name) ?? new Set()).add(channel));
  }

  close(channel: FakeChannel): void {
    this.#channels.get(channel.name)?.delete(channel);
  }

  request(tab: FakeTab, name: string, mode: 'exclusive' | 'shared', signal: AbortSignal | undefined, callback: () => Promise<void>): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (tab.isGone) {
        return;
      }

      const request: LockRequest = {
        tab,
        mode,
        grant: () => {
          signal?.removeEventListener('abort', giveUp);
          return callback().then(resolve, reject);
        },
      };
      const giveUp = (): void => {
        this.#waiting.set(name, (this.#waiting.get(name) ?? []).filter(waiting => waiting !== request));
        reject(signal?.reason);
        this.#review(name);
      };
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }

      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), request]);
      this.#review(name);
    });
  }

  /** A tab is gone: what it held is free, what it waited for is not its own any more. */
  drop(tab: FakeTab): void {
    for (const channels of this.#channels.values()) {
      [...channels].filter(channel => channel.tab === tab).forEach(channel => channels.delete(channel));
    }

    for (const name of new Set([...this.#held.keys(), ...this.#waiting.keys()])) {
      this.#held.set(name, (this.#held.get(name) ?? []).filter(request => request.tab !== tab));
      this.#waiting.set(name, (this.#waiting.get(name) ?? []).filter(request => request.tab !== tab));
      this.#review(name);
    }
  }

  #review(name: string): void {
    this.#due(`lock ${name}`, () => this.#grant(name));
  }

  #grant(name: string): void {
    const held = this.#held.get(name) ?? [];
    const [next, ...others] = this.#waiting.get(name) ?? [];
    if (!next || held.some(holder => holder.mode === 'exclusive' || next.mode === 'exclusive')) {
      return;
    }

    this.#waiting.set(name, others);
    this.#held.set(name, [...held, next]);
    void next.grant().then(() => {
      this.#held.set(name, (this.#held.get(name) ?? []).filter(holder => holder !== next));
      this.#review(name);
    });
    this.#review(name);
  }

  #due(line: string, task: () => void): void {
    this.#lines.set(line, [...(this.#lines.get(line) ?? []), task]);
  }
}

/** One tab; what it is given as its environment goes with it. */
export class FakeTab implements TabEnvironment {
  readonly locks: TabEnvironment['locks'];
  readonly page: PageLifecycle;
  isGone = false;
  readonly #browser: FakeBrowser;
  readonly #number: number;
  readonly #sleepers = new Set<() => void>();
  #isAsleep = false;
  #wakers: (() => void)[] = [];
  locksFail = false;

  constructor(browser: FakeBrowser, number: number) {
    this.#browser = browser;
    this.#number = number;
    this.locks = {
      request: (name, { mode = 'exclusive', signal }, callback) =>
        this.locksFail ? Promise.reject(new DOMException('no origin', 'SecurityError')) : browser.request(this, name, mode, signal, callback),
    };
    this.page = {
      onSleep: callback => {
        this.#sleepers.add(callback);
        return () => this.#sleepers.delete(callback);
      },
      whenAwake: async signal => {
        signal.throwIfAborted();
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          this.#isAsleep ? this.#wakers.push(resolve) : resolve();
        });
      },
    };
  }

  get sleepListeners(): number {
    return this.#sleepers.size;
  }

  openChannel(name: string): TabChannel {
    return new FakeChannel(this.#browser, this, name);
  }

  newId(): string {
    return `${this.#number}.${this.#browser.nextId()}`;
  }

  /** The tab is gone without a word. */
  crash(): void {
    this.isGone = true;
    this.#browser.drop(this);
  }

  freeze(): void {
    this.#isAsleep = true;
    [...this.#sleepers].forEach(sleep => sleep());
  }

  resume(): void {
    this.#isAsleep = false;
    this.#wakers.splice(0).forEach(wake => wake());
  }
}

let channels = 0;

class FakeChannel implements TabChannel {
  readonly name: string;
  readonly tab: FakeTab;
  readonly number = ++channels;
  readonly #browser: FakeBrowser;
  #listener: ((data: unknown) => void) | undefined;
  #isClosed = false;

  constructor(browser: FakeBrowser, tab: FakeTab, name: string) {
    this.#browser = browser;
    this.tab = tab;
    this.name = name;
    browser.open(this);
  }

  listen(listener: (data: unknown) => void): void {
    this.#listener = listener;
  }

  post(record: unknown): void {
    if (this.#isClosed) {
      throw new DOMException('The channel is closed.', 'InvalidStateError');
    }

    if (!this.tab.isGone) {
      this.#browser.post(this, record);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#browser.close(this);
  }

  hear(record: unknown): void {
    if (!this.#isClosed && !this.tab.isGone) {
      this.#listener?.(record);
    }
  }
}

/** Lets promises that are due go on, as a browser does before its next task. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
