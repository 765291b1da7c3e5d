import type { PageLifecycle } from './page-lifecycle.js';

/** What tabs need of the browser to find each other. */
export interface TabEnvironment {
  readonly locks: TabLocks;
  readonly page: PageLifecycle;
  openChannel(name: string): TabChannel;
  /** A name that no other tab has. */
  newId(): string;
}

/** The part of the browser's `LockManager` that is used. */
export interface TabLocks {
  request(name: string, options: { readonly mode?: 'exclusive' | 'shared'; readonly signal?: AbortSignal }, callback: () => Promise<void>): Promise<unknown>;
}

/** A `BroadcastChannel`, as far as it is used. */
export interface TabChannel {
  /** Has what others post from now on come here, and nowhere else. */
  listen(listener: (data: unknown) => void): void;
  /** Posts to all others that have opened the channel, in order. */
  post(record: unknown): void;
  /** Nothing is heard after it. */
  close(): void;
}
