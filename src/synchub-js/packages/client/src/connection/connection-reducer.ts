import type { Closing } from '../protocol/closing.js';
import { SyncError } from '../sync-error.js';
import type { ConnectionEffect } from './connection-effect.js';
import type { ConnectionEvent } from './connection-event.js';
import type { ConnectionState } from './connection-state.js';

/** The next state and what follows from it. The very same state, and no effects, where an event means nothing to it. */
export interface ConnectionTransition {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

/** The connection's table of docs/state-machines.md as a function. What does not fit a state changes nothing. */
export function reduceConnection(state: ConnectionState, event: ConnectionEvent, maxAttempts: number): ConnectionTransition {
  const { phase } = state;
  const isLinked = phase === 'connecting' || phase === 'connected';
  if (phase === 'closed') {
    return to(state);
  }

  switch (event.type) {
    case 'disposed': return to({ ...state, phase: 'closed' }, { type: 'stopDelay' }, { type: 'close' });
    case 'demanded': return phase === 'idle' ? open(state) : to(state);
    case 'connectRequested':
      return phase === 'waiting' ? open(fresh(state), { type: 'stopDelay' }) : isLinked ? to(state) : open(fresh(state));
    case 'delayElapsed': return phase === 'waiting' ? open(state) : to(state);
    case 'opened': return phase === 'connecting' ? to({ ...fresh(state), phase: 'connected' }, { type: 'tellConnected' }) : to(state);
    case 'openFailed':
      return phase !== 'connecting' ? to(state) : event.isFinal ? giveUp(state, event.reason) : wait(state, event.reason, maxAttempts);
    case 'lost': return isLinked ? wait(state, event.reason, maxAttempts) : to(state);
    case 'serverCloses': return isLinked ? onServerCloses(state, event.closing, maxAttempts) : to(state);
    case 'signedOut':
      return phase === 'connected'
        ? to({ ...state, phase: 'connecting' }, { type: 'close' }, { type: 'tellDisconnected', reason: signedOut() }, { type: 'open' })
        : to(state);
  }
}

function signedOut(): SyncError {
  return new SyncError('signed-out', 'secretFactory has nobody to sign in any more; a connection that is nobody\'s takes the place of this one.', true);
}

function onServerCloses(state: ConnectionState, { code, reconnect, afterMs }: Closing, maxAttempts: number): ConnectionTransition {
  const ending = reconnect ? '' : ' and asked not to come back; call connect() or retry() to try nevertheless';
  const reason = new SyncError(code, `The server closed the connection (${code})${ending}.`, reconnect);
  return reconnect ? wait(state, reason, maxAttempts, afterMs === undefined ? undefined : Math.max(0, afterMs)) : giveUp(state, reason);
}

function wait(state: ConnectionState, reason: SyncError, maxAttempts: number, afterMs?: number): ConnectionTransition {
  const attempt = state.attempt + 1;
  if (attempt > maxAttempts) {
    return giveUp(state, reason);
  }

  const backoff = afterMs === undefined ? state.backoff + 1 : state.backoff;
  return end({ phase: 'waiting', attempt, backoff, reason }, state, reason, { type: 'startDelay', attempt, backoff, afterMs, reason });
}

function giveUp(state: ConnectionState, reason: SyncError): ConnectionTransition {
  return end({ ...state, phase: 'givenUp', reason }, state, reason, { type: 'tellGivenUp', reason });
}

function end(next: ConnectionState, from: ConnectionState, reason: SyncError, then: ConnectionEffect): ConnectionTransition {
  return from.phase === 'connected' ? to(next, { type: 'close' }, { type: 'tellDisconnected', reason }, then) : to(next, { type: 'close' }, then);
}

function open(state: ConnectionState, ...before: ConnectionEffect[]): ConnectionTransition {
  return to({ ...state, phase: 'connecting' }, ...before, { type: 'open' });
}

function fresh(state: ConnectionState): ConnectionState {
  return { ...state, attempt: 0, backoff: 0, reason: undefined };
}

function to(state: ConnectionState, ...effects: ConnectionEffect[]): ConnectionTransition {
  return { state, effects };
}
