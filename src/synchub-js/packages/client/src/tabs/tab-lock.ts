import type { TabLocks } from './tab-environment.js';

/** Waits for a lock and holds it; resolves with what releases it. The browser releases it when the tab is gone, however that came about. */
export function holdLock(locks: TabLocks, name: string, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    locks.request(name, { signal }, () => new Promise<void>(release => resolve(release))).catch(reject);
  });
}

/** Resolves when nobody holds a lock any more; rejects when the signal is aborted before. */
export async function whenReleased(locks: TabLocks, name: string, signal: AbortSignal): Promise<void> {
  await locks.request(name, { mode: 'shared', signal }, () => Promise.resolve());
}
