import { describe, expect, it } from 'vitest';
import { SyncError } from '../../src/sync-error.js';
import { settled } from '../support/manual-clock.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { hello } from '../support/scripted-connection.js';
import { failure, note, snapshot } from '../support/wire.js';

describe('connection loop', () => {
  it('start_Refused_IsTriedAgainEverMoreSlowlyAndTold', async () => {
    const scripted = new ScriptedClient({ random: () => 0.999_999 });
    let refusals = 7;
    scripted.server.onStart = () => {
      if (refusals-- > 0) {
        throw new Error('refused');
      }
    };
    const events: string[] = [];
    const waits: number[] = [];
    scripted.client.on('connectionStateChanged', state => events.push(state));
    scripted.client.on('reconnectAttempt', ({ attempt, delay }) => waits.push(attempt, Math.round(delay / 1_000)));
    const handle = scripted.client.entity('Note', 1);
    await settled();
    expect(scripted.client.connectionState).toBe('waiting');
    await scripted.clock.advance(200_000);

    expect(waits).toEqual([1, 2, 2, 4, 3, 8, 4, 16, 5, 30, 6, 30, 7, 30]);
    expect(events.slice(0, 3)).toEqual(['connecting', 'waiting', 'connecting']);
    expect(events.at(-1)).toBe('connected');
    expect(handle.state.status).toBe('connecting');
    expect(scripted.connection.takeRequest().key).toBe(1);
    expect(scripted.server.connections.slice(0, -1).every(({ isDisposed }) => isDisposed)).toBe(true);
  });

  it('start_ThatNeverEnds_FailsAfterConnectTimeout', async () => {
    const scripted = new ScriptedClient({ connectTimeout: 5_000 });
    scripted.server.onStart = () => new Promise(() => undefined);
    const reasons: string[] = [];
    scripted.client.on('reconnectAttempt', ({ reason }) => reasons.push(reason.message));
    scripted.client.entity('Note', 1);
    await scripted.clock.advance(5_000);

    expect(reasons).toEqual(['The connection was not made, greeted and signed in within connectTimeout (5000 ms).']);
  });

  it('hello_UnsupportedProtocol_GivesUpUntilRetry', async () => {
    const scripted = new ScriptedClient();
    scripted.server.onHello = () => {
      throw new SyncError('unsupported-protocol', 'Too old.');
    };
    let failed = 0;
    scripted.client.on('reconnectFailed', () => failed++);
    const handle = scripted.client.entity('Note', 1);
    const later = scripted.client.connect();
    await expect(later).rejects.toMatchObject({ code: 'unsupported-protocol' });

    expect(handle.state).toMatchObject({ status: 'error', error: { code: 'unsupported-protocol' } });
    expect(scripted.client.entity('Note', 2).state.status).toBe('error');
    expect(failed).toBe(1);
    scripted.server.onHello = () => hello();
    handle.retry();
    await settled();
    expect(scripted.client.connectionState).toBe('connected');
    expect(scripted.connection.takeRequests().map(({ key }) => key)).toEqual([1, 2]);
  });

  it('maxReconnectAttempts_Passed_GivesUpAndKeepsTheData', async () => {
    const scripted = new ScriptedClient({ maxReconnectAttempts: 2 });
    const handle = await scripted.synced();
    scripted.server.onStart = () => {
      throw new Error('refused');
    };
    scripted.connection.break();
    await scripted.clock.advance(60_000);

    expect(scripted.client.connectionState).toBe('givenUp');
    expect(handle.state).toMatchObject({ status: 'error', data: note('a') });
    expect(scripted.clock.waits).toEqual([]);
  });

  it('requests_OfManyHandles_LeaveInCallsBelowHalfOfWhatTheServerReads', async () => {
    const scripted = new ScriptedClient();
    scripted.server.onHello = () => hello(4_096);
    for (let key = 0; key < 100; key++) {
      scripted.client.entity('Note', `key-${key}`);
    }

    await settled();
    await settled();
    const { calls } = scripted.connection;
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.every(call => JSON.stringify(call).length < 2_048)).toBe(true);
    expect(calls.flatMap(({ entities = [] }) => entities.map(({ key }) => key))).toEqual(Array.from({ length: 100 }, (_, key) => `key-${key}`));
  });

  it('requests_BeyondTheServersSubscriptions_LeaveInCallsOfAsMany', async () => {
    const scripted = new ScriptedClient();
    scripted.server.onHello = () => hello(undefined, 3);
    for (let key = 0; key < 7; key++) {
      scripted.client.entity('Note', key);
    }

    await settled();
    expect(scripted.connection.calls.map(({ entities = [] }) => entities.length)).toEqual([3, 3, 1]);
  });

  it('request_TooLargeForAnyCall_IsLimitExceeded', async () => {
    const scripted = new ScriptedClient();
    const handle = scripted.client.entity('Note', 'x'.repeat(200_000));
    await settled();

    expect(handle.state).toMatchObject({ status: 'error', error: { code: 'limit-exceeded' } });
    expect(scripted.connection.calls).toEqual([]);
  });

  it('call_RefusedByTheHub_IsAnErrorAndOtherFailuresAreTriedAgain', async () => {
    const scripted = new ScriptedClient();
    const errors = [new SyncError('request-failed', 'No such method.'), new Error('hiccup')];
    scripted.server.onSubscribe = () => {
      const error = errors.shift();
      if (error) {
        throw error;
      }
    };
    const refused = scripted.client.entity('Note', 1);
    await settled();
    const unlucky = scripted.client.entity('Note', 2);
    await settled();
    expect(refused.state).toMatchObject({ status: 'error', error: { message: 'No such method.' } });
    expect(unlucky.state.status).toBe('connecting');
    scripted.connection.takeRequests();
    await scripted.clock.advance(1_000);
    expect(scripted.connection.takeRequest()).toMatchObject({ key: 2, requestId: '2.2' });
  });

  it('send_WaitsForAConnection_AndSaysWhenItsFateIsUnknown', async () => {
    const scripted = new ScriptedClient();
    const messages: unknown[] = [];
    scripted.client.on('messageReceived', message => messages.push(message));
    await scripted.client.send({ ring: 1 });
    expect(scripted.connection.messages).toEqual([{ ring: 1 }]);
    scripted.connection.push('Message', { rang: 1 });
    expect(messages).toEqual([{ rang: 1 }]);
    scripted.server.onSend = () => new Promise(() => undefined);
    const lost = scripted.client.send('again');
    await settled();
    scripted.connection.break();
    await expect(lost).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(scripted.client.send('x'.repeat(200_000), AbortSignal.abort('enough'))).rejects.toBe('enough');
    await scripted.clock.advance(1_000);
    await expect(scripted.client.send('x'.repeat(200_000))).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('session_ThatWasReplaced_IsNotHeardAnyMore', async () => {
    const scripted = new ScriptedClient();
    const handle = await scripted.synced();
    const old = scripted.connection;
    old.break();
    await scripted.clock.advance(1_000);
    old.push('Subscribed', snapshot('1.2', { ...note('z', 1) }, 9));
    old.push('SubscriptionError', failure('forbidden', { subscriptionId: 's1' }));
    old.break();

    expect(handle.state).toMatchObject({ status: 'cached', data: note('a') });
    expect(scripted.server.connections.length).toBe(2);
  });
});
