import { SyncError } from '../sync-error.js';
import type { TabCallOutcome } from './multiplexer/tab-call.js';

/** What a call came to, as a value that can travel between tabs. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<TabCallOutcome> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof SyncError ? { ok: false, code: error.code, message, retryable: error.retryable } : { ok: false, message };
  }
}

/** The error that a call met in the tab that made it. */
export function errorOf(outcome: TabCallOutcome & { ok: false }): Error {
  return outcome.code === undefined ? new Error(outcome.message) : new SyncError(outcome.code, outcome.message, outcome.retryable);
}

/** The connection is over, seen from a tab. */
export function connectionLost(message: string): SyncError {
  return new SyncError('connection-lost', message, true);
}
