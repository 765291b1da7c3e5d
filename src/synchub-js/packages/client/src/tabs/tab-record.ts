import type { ServerRecord } from '../protocol/server-record.js';
import type { TabCall, TabCallOutcome } from './multiplexer/tab-call.js';

/** What is said on the channel that all tabs of a share listen to. */
export type HallRecord =
  /** A tab asks whoever leads to let it in. */
  | { readonly kind: 'join'; readonly tab: string }
  /** A tab has become the leader: who waits asks again. */
  | { readonly kind: 'leading' };

/** What a leader says to one tab. */
export type LeaderRecord =
  | { readonly kind: 'welcome'; readonly leader: string }
  | { readonly kind: 'record'; readonly record: ServerRecord }
  | { readonly kind: 'returned'; readonly call: number; readonly outcome: TabCallOutcome }
  /** The connection is over: it broke, or, without an error, only its leader leaves. */
  | { readonly kind: 'ended'; readonly error?: string };

/** What a tab says to its leader. */
export type FollowerRecord =
  | { readonly kind: 'call'; readonly call: number; readonly request: TabCall }
  | { readonly kind: 'leave' };

/** Reads what came on a channel. The senders are tabs of this very version; anything else that speaks there is passed over. */
export function readTabRecord<T extends { readonly kind: string }>(data: unknown, kinds: readonly T['kind'][]): T | undefined {
  const isRecord = typeof data === 'object' && data !== null && 'kind' in data && kinds.some(kind => kind === data.kind);
  return isRecord ? (data as T) : undefined;
}
