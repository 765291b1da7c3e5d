import { describe, expect, it } from 'vitest';
import { renewalAfter, renewalAfterFailure } from '../../src/sign-in/renewal-schedule.js';
import { settled } from '../support/manual-clock.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { failure, note, snapshot } from '../support/wire.js';

const day = 24 * 60 * 60_000;

describe('sign-in', () => {
  it('connect_WithASecret_SignsInBeforeAnythingIsAskedFor', async () => {
    const scripted = new ScriptedClient({ secretFactory: () => 'one' });
    let callsBefore = -1;
    scripted.server.onAuthenticate = () => {
      callsBefore = scripted.connection.calls.length;
      return { ok: true };
    };
    scripted.client.entity('Note', 1);
    await settled();

    expect(callsBefore).toBe(0);
    expect(scripted.connection.secrets).toEqual(['one']);
    expect(scripted.connection.calls.length).toBe(1);
  });

  it('grant_ThatEnds_IsRenewedOnTheRunningConnection', async () => {
    const secrets = ['one', 'two'];
    const scripted = new ScriptedClient({ secretFactory: () => secrets.shift() });
    scripted.server.onAuthenticate = () => ({ ok: true, expiresAt: new Date(scripted.clock.now() + 600_000).toISOString() });
    await scripted.synced();
    await scripted.clock.advance(479_999);
    expect(scripted.connection.secrets).toEqual(['one']);
    await scripted.clock.advance(1);

    expect(scripted.connection.secrets).toEqual(['one', 'two']);
    expect(scripted.server.connections.length).toBe(1);
  });

  it('secretFactory_Throws_IsAFailedAttempt', async () => {
    let failures = 1;
    const scripted = new ScriptedClient({
      secretFactory: async () => {
        if (failures-- > 0) {
          throw new Error('no token');
        }

        return 'one';
      },
    });
    const reasons: string[] = [];
    scripted.client.on('reconnectAttempt', ({ reason }) => reasons.push(`${reason.code}: ${reason.message}`));
    scripted.client.entity('Note', 1);
    await settled();
    await scripted.clock.advance(1_000);

    expect(reasons).toEqual(['sign-in-failed: secretFactory threw: no token']);
    expect(scripted.client.connectionState).toBe('connected');
  });

  it('secret_Refused_GoesOnAndIsTold', async () => {
    const scripted = new ScriptedClient({ secretFactory: () => 'bad' });
    scripted.server.onAuthenticate = () => ({ ok: false });
    const failures: string[] = [];
    scripted.client.on('signInFailed', ({ code }) => failures.push(code));
    await scripted.synced();
    expect(failures).toEqual(['unauthenticated']);
    expect(await scripted.client.signIn()).toBe(false);
  });

  it('signIn_Accepted_AsksAgainForWhatWasRefused', async () => {
    let secret = 'ada';
    const scripted = new ScriptedClient({ secretFactory: () => secret });
    const handle = scripted.client.entity('Note', 1);
    await settled();
    scripted.connection.push('SubscriptionError', failure('forbidden', { requestId: scripted.connection.takeRequest().requestId }));
    expect(handle.state.status).toBe('error');
    secret = 'bob';
    expect(await scripted.client.signIn()).toBe(true);
    await settled();
    expect(scripted.connection.secrets).toEqual(['ada', 'bob']);
    scripted.connection.push('Subscribed', snapshot(scripted.connection.takeRequest().requestId, { ...note('a') }, 5));
    expect(handle.state.status).toBe('synced');
  });

  it('refusal_OfWhatWasAskedBeforeTheSignIn_IsAskedAgainOnce', async () => {
    const scripted = new ScriptedClient({ secretFactory: () => 'ada' });
    const handle = scripted.client.entity('Note', 1);
    await settled();
    const { requestId } = scripted.connection.takeRequest();
    await scripted.client.signIn();
    scripted.connection.push('SubscriptionError', failure('forbidden', { requestId }));
    expect(handle.state.status).toBe('connecting');
    await scripted.clock.advance(0);
    scripted.connection.push('SubscriptionError', failure('forbidden', { requestId: scripted.connection.takeRequest().requestId }));
    expect(handle.state.status).toBe('error');
  });

  it('signIn_WithNobodyAnyMore_TakesAFreshConnection', async () => {
    let secret: string | null = 'ada';
    const scripted = new ScriptedClient({ secretFactory: () => secret });
    const handle = await scripted.synced();
    secret = null;
    expect(await scripted.client.signIn()).toBe(false);
    await settled();

    expect(scripted.server.connections.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
    expect(scripted.connection.secrets).toEqual([]);
    expect(handle.state.status).toBe('cached');
  });

  it.each([[1_000_000, 800_000], [100_000, 70_000], [40_000, 20_000], [365 * day, 24 * day], [0, undefined], [-1, undefined]])('renewalAfter_%i_Is%s', (life, expected) => {
    expect(renewalAfter(life)).toBe(expected);
  });

  it.each([[10_000, 3_000, 3_000], [2_000, 3_000, 2_000], [0, 3_000, undefined]])('renewalAfterFailure_%iAnd%i_Is%s', (life, backoff, expected) => {
    expect(renewalAfterFailure(life, backoff)).toBe(expected);
  });
});
