import type { PushRecord } from '../protocol/server-record.js';
import type { Subscribed } from '../protocol/subscribed.js';
import type { SubscriptionError } from '../protocol/subscription-error.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import { SyncError } from '../sync-error.js';
import { applyAnswer, type ContentRules } from './content-rules.js';
import type { SubscriptionContent } from './content.js';
import type { SubscriptionEffect } from './subscription-effect.js';
import type { SubscriptionEvent } from './subscription-event.js';
import { requestIdOf, type SubscriptionState } from './subscription-state.js';
import { Unusable } from './unusable.js';

/** The next state and what follows from it. The very same state, and no effects, where an event means nothing to it. */
export interface SubscriptionTransition<C extends SubscriptionContent> {
  readonly state: SubscriptionState<C>;
  readonly effects: readonly SubscriptionEffect<C>[];
}

/** The table of docs/state-machines.md as a function. Every pair of state and event is decided; what does not fit changes nothing. */
export function reduceSubscription<C extends SubscriptionContent>(
  state: SubscriptionState<C>, event: SubscriptionEvent<C>, rules: ContentRules<C>,
): SubscriptionTransition<C> {
  switch (event.type) {
    case 'observed': return onObserved(state);
    case 'released': return state.isObserved ? to({ ...state, isObserved: false }, { type: 'startSuspendTimer' }) : to(state);
    case 'suspendElapsed': return onSuspendElapsed(state);
    case 'opened': return onOpened(state);
    case 'lost': return onLost(state);
    case 'gaveUp':
      return state.link === 'offline' && state.phase !== 'suspended' ? to({ ...state, phase: 'error', error: event.reason }) : to(state);
    case 'loaded':
      // A request that is under way asked for everything, and its answer takes the place of this.
      return state.phase === 'connecting' ? to({ ...state, phase: 'cached', content: event.content }) : to(state);
    case 'disowned': return onDisowned(state);
    case 'answered': return onAnswered(state, event.answer, rules);
    case 'pushed': return onPushed(state, event.record, rules);
    case 'advanced': return onAdvanced(state, event.version);
    case 'failed': return onFailed(state, event.error);
    case 'retryElapsed':
      return state.link === 'idle' && (state.phase === 'connecting' || state.phase === 'cached') ? ask(state) : to(state);
    case 'retry': return onRetry(state);
    case 'questioned':
      // Everywhere else a request is under way, or will be.
      return state.link === 'held' ? ask(state) : to(state);
    case 'doubted': return state.link === 'held' ? resync(state, 'an answer that an unsubscription may have overtaken') : to(state);
  }
}

function onObserved<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  if (state.isObserved) {
    return to(state);
  }

  const observed = { ...state, isObserved: true };
  if (state.phase !== 'suspended') {
    return to(observed, { type: 'stopSuspendTimer' });
  }

  return state.link === 'idle' ? ask(observed) : to(unsynced(observed));
}

function onSuspendElapsed<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  if (state.isObserved || state.phase === 'suspended') {
    return to(state);
  }

  const effects: SubscriptionEffect<C>[] = [{ type: 'stopRetryTimer' }];
  if (state.link === 'awaiting') {
    effects.push({ type: 'abandon', requestId: requestIdOf(state) });
  }

  if (state.subscriptionId !== undefined) {
    effects.push({ type: 'unsubscribe', subscriptionId: state.subscriptionId });
  }

  const unlinked = { ...state, link: state.link === 'offline' ? state.link : 'idle', subscriptionId: undefined } as const;
  return state.content
    ? to({ ...unlinked, phase: 'suspended', error: undefined, failures: 0 }, ...effects)
    : to(unlinked, ...effects, { type: 'remove' });
}

function onOpened<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  if (state.link !== 'offline') {
    return to(state);
  }

  return state.phase === 'suspended' ? to({ ...state, link: 'idle' }) : ask(state);
}

function onLost<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  if (state.link === 'offline') {
    return to(state);
  }

  const lost = { ...state, link: 'offline', subscriptionId: undefined, failures: 0, phase: state.phase === 'synced' ? 'cached' : state.phase } as const;
  return state.link === 'idle' ? to(lost, { type: 'stopRetryTimer' }) : to(lost);
}

function onDisowned<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  const empty: SubscriptionState<C> = { ...state, content: undefined };
  switch (state.phase) {
    case 'suspended': return to({ ...empty, phase: 'connecting' }, { type: 'remove' });
    case 'cached': return to({ ...empty, phase: 'connecting' });
    case 'error': return to(state.content ? empty : state);
    default: return to(state);
  }
}

function onAnswered<C extends SubscriptionContent>(state: SubscriptionState<C>, answer: Subscribed, rules: ContentRules<C>): SubscriptionTransition<C> {
  if (!isMine(state, answer, [answer.subscriptionId, answer.replaces])) {
    return to(state);
  }

  const content = applyAnswer(rules, state.content, !state.needsSnapshot, answer);
  return content instanceof Unusable
    ? startOver(state, answer.subscriptionId, content.reason)
    : to({
      ...state,
      phase: 'synced',
      link: 'held',
      subscriptionId: answer.subscriptionId,
      content,
      answeredRequest: answer.requestId === undefined ? state.answeredRequest : state.requests,
      failures: 0,
      needsSnapshot: false,
    });
}

function onPushed<C extends SubscriptionContent>(state: SubscriptionState<C>, record: PushRecord, rules: ContentRules<C>): SubscriptionTransition<C> {
  // Before an answer that is awaited nothing can be built upon; it will hold what is skipped here.
  const { subscriptionId, version } = record.message;
  const { content } = state;
  if (state.link !== 'held' || state.subscriptionId !== subscriptionId || !content) {
    return to(state);
  }

  const prev = prevOf(record);
  if (prev !== undefined) {
    if (version.epoch !== content.version.epoch) {
      return resync({ ...state, needsSnapshot: true }, 'a push of another epoch');
    }

    if (version.seq <= content.version.seq) {
      return to(state);
    }

    if (prev > content.version.seq) {
      return resync(state, 'a push whose predecessor never came');
    }
  }

  const next = rules.push(content, record);
  return next instanceof Unusable ? startOver(state, subscriptionId, next.reason) : to({ ...state, content: next });
}

/** The seq that a push follows on; undefined for a whole page, which follows on anything. A resolver's rows follow on any seq of their epoch but on newer ones. */
function prevOf(record: PushRecord): number | undefined {
  switch (record.method) {
    case 'CollectionSnapshot': return undefined;
    case 'RowsChanged': return 0;
    default: return record.message.prev;
  }
}

function onAdvanced<C extends SubscriptionContent>(state: SubscriptionState<C>, version: SyncVersion): SubscriptionTransition<C> {
  const at = state.content?.version;
  return state.link === 'held' && state.content && at?.epoch === version.epoch && at.seq < version.seq
    ? to({ ...state, content: { ...state.content, version } })
    : to(state);
}

function onFailed<C extends SubscriptionContent>(state: SubscriptionState<C>, error: SubscriptionError): SubscriptionTransition<C> {
  if (!isMine(state, error, [error.subscriptionId])) {
    return to(state);
  }

  const left = { ...state, content: error.code === 'forbidden' ? undefined : state.content };
  if (!error.ended) {
    return to(unsynced({ ...left, link: 'awaiting', subscriptionId: error.subscriptionId ?? state.subscriptionId }));
  }

  const ended = { ...left, link: 'idle', subscriptionId: undefined } as const;
  if (!error.retryable) {
    return to({ ...ended, phase: 'error', error: new SyncError(error.code, error.error) });
  }

  const failures = state.failures + 1;
  const afterMs = error.retryAfterMs === undefined ? undefined : Math.max(0, error.retryAfterMs);
  return to(unsynced({ ...ended, failures }), { type: 'startRetryTimer', failures, afterMs });
}

function onRetry<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  if (state.phase === 'suspended') {
    return to(state);
  }

  if (state.link === 'idle') {
    return withFirst({ type: 'stopRetryTimer' }, ask({ ...state, failures: 0 }));
  }

  return state.phase === 'error' && state.link === 'offline' ? to(unsynced(state)) : to(state);
}

/** An answer carries the last request's id; what comes from the server's side names what is held, or what it takes the place of. */
function isMine<C extends SubscriptionContent>(
  state: SubscriptionState<C>, message: { readonly requestId?: string }, subscriptionIds: readonly (string | undefined)[],
): boolean {
  if (state.link !== 'awaiting' && state.link !== 'held') {
    return false;
  }

  return message.requestId !== undefined
    ? message.requestId === requestIdOf(state)
    : state.subscriptionId !== undefined && subscriptionIds.includes(state.subscriptionId);
}

function resync<C extends SubscriptionContent>(state: SubscriptionState<C>, reason: string): SubscriptionTransition<C> {
  return withFirst({ type: 'resync', reason }, ask(state));
}

/** What came cannot be used: ask for everything, the first time at once, then ever more slowly. */
function startOver<C extends SubscriptionContent>(state: SubscriptionState<C>, heldId: string, reason: string): SubscriptionTransition<C> {
  const failed = { ...state, link: 'awaiting', subscriptionId: heldId, needsSnapshot: true, failures: state.failures + 1 } as const;
  return state.failures === 0
    ? resync(failed, reason)
    : to(
      unsynced({ ...failed, link: 'idle', subscriptionId: undefined }),
      { type: 'resync', reason },
      { type: 'unsubscribe', subscriptionId: heldId },
      { type: 'startRetryTimer', failures: state.failures, afterMs: undefined },
    );
}

function ask<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionTransition<C> {
  const asking = unsynced({ ...state, link: 'awaiting', requests: state.requests + 1 });
  return to(asking, { type: 'ask', requestId: requestIdOf(asking), from: state.needsSnapshot ? undefined : state.content });
}

function unsynced<C extends SubscriptionContent>(state: SubscriptionState<C>): SubscriptionState<C> {
  return { ...state, phase: state.content ? 'cached' : 'connecting', error: undefined };
}

function to<C extends SubscriptionContent>(state: SubscriptionState<C>, ...effects: SubscriptionEffect<C>[]): SubscriptionTransition<C> {
  return { state, effects };
}

function withFirst<C extends SubscriptionContent>(effect: SubscriptionEffect<C>, then: SubscriptionTransition<C>): SubscriptionTransition<C> {
  return { state: then.state, effects: [effect, ...then.effects] };
}
