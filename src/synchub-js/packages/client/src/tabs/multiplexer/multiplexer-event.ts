import type { ServerRecord } from '../../protocol/server-record.js';
import type { TabCall, TabCallOutcome } from './tab-call.js';

/** What happens to the leader. */
export type MultiplexerEvent =
  | { readonly kind: 'joined'; readonly tab: string }
  | { readonly kind: 'left'; readonly tab: string }
  /** A tab calls; `call` is its own name for that. */
  | { readonly kind: 'called'; readonly tab: string; readonly call: number; readonly request: TabCall }
  /** What a `call` effect with this ticket came to. */
  | { readonly kind: 'returned'; readonly ticket: number; readonly outcome: TabCallOutcome }
  | { readonly kind: 'received'; readonly record: ServerRecord };

/** What follows from it, to be done in order. */
export type MultiplexerEffect =
  /** Call the real connection. */
  | { readonly kind: 'call'; readonly ticket: number; readonly request: TabCall }
  /** Tell a tab what its call came to. */
  | { readonly kind: 'answer'; readonly tab: string; readonly call: number; readonly outcome: TabCallOutcome }
  | { readonly kind: 'deliver'; readonly tabs: readonly string[]; readonly record: ServerRecord };
