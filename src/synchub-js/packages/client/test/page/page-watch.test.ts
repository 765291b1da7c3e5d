import { describe, expect, it } from 'vitest';
import type { PageSignals } from '../../src/page/page-signals.js';
import { defineModels } from '../../src/models/models.js';
import { settled } from '../support/manual-clock.js';
import { ScriptedClient, type TestModels } from '../support/scripted-client.js';
import { delta, failure, note, snapshot } from '../support/wire.js';

class TestPage implements PageSignals {
  hidden = false;
  offline = false;
  changed: (() => void) | undefined;

  isHidden(): boolean {
    return this.hidden;
  }

  isOffline(): boolean {
    return this.offline;
  }

  watch(changed: () => void): () => void {
    this.changed = changed;
    return () => void (this.changed = undefined);
  }

  set(what: Partial<Pick<TestPage, 'hidden' | 'offline'>>): void {
    Object.assign(this, what);
    this.changed?.();
  }
}

describe('page', () => {
  it('hidden_LongerThanHiddenDelay_SuspendsAndShownResumesFromThePosition', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page });
    const handle = await scripted.synced();
    page.set({ hidden: true });
    await scripted.clock.advance(59_999);
    expect(handle.state.status).toBe('synced');
    await scripted.clock.advance(1);
    expect(handle.state).toEqual({ status: 'suspended', data: note('a') });
    expect(scripted.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);

    page.set({ hidden: false });
    expect(handle.state.status).toBe('cached');
    await settled();
    expect(scripted.connection.takeRequest()).toMatchObject({ lastSeq: 5 });
    scripted.connection.push('Subscribed', delta('1.2', 5));
    expect(handle.state.status).toBe('synced');
    await scripted.dispose();
    expect(page.changed).toBeUndefined();
  });

  it('hidden_NotForLong_ChangesNothing', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page });
    const handle = await scripted.synced();
    page.set({ hidden: true });
    await scripted.clock.advance(59_000);
    page.set({ hidden: false });
    await scripted.clock.advance(3_600_000);

    expect(handle.state.status).toBe('synced');
    expect(scripted.connection.unsubscribes).toEqual([]);
  });

  it('hidden_WithoutDataYet_StaysAskedFor', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page });
    const handle = scripted.client.entity('Note', 1);
    page.set({ hidden: true });
    await scripted.clock.advance(60_000);
    scripted.connection.push('Subscribed', snapshot('1.1', { ...note('a') }, 5));

    expect(handle.state.status).toBe('synced');
  });

  it('hidden_ModelThatIsNeverSuspended_StaysLive', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page, models: defineModels<TestModels>({ Note: { suspendDelay: Infinity } }) });
    const handle = await scripted.synced();
    page.set({ hidden: true });
    await scripted.clock.advance(60_000);

    expect(handle.state.status).toBe('synced');
  });

  it('hidden_ThenReleased_SuspendsForGood', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page });
    const handle = await scripted.synced();
    page.set({ hidden: true });
    await scripted.clock.advance(60_000);
    handle.dispose();
    page.set({ hidden: false });
    await settled();

    expect(handle.state.status).toBe('suspended');
    expect(scripted.connection.calls).toEqual([]);
    expect(scripted.clock.waits).toEqual([]);
  });

  it('offline_WhileWaiting_WaitsForTheNetworkOrTheLongestDelay', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page });
    await scripted.synced();
    page.set({ offline: true });
    scripted.connection.break();
    expect(scripted.clock.waits).toEqual([30_000]);
    page.set({ offline: false });
    await settled();
    expect(scripted.client.connectionState).toBe('connected');
    scripted.connection.break();
    expect(scripted.clock.waits).toEqual([1_000]);
    page.set({ offline: true });
    expect(scripted.clock.waits).toEqual([30_000]);
    await scripted.clock.advance(30_000);
    expect(scripted.client.connectionState).toBe('connected');
  });

  it('error_OnAHiddenPage_IsStillThereAfterwards', async () => {
    const page = new TestPage();
    const scripted = new ScriptedClient({ page });
    const handle = scripted.client.entity('Note', 1);
    await settled();
    scripted.connection.push('SubscriptionError', failure('unknown-model', { requestId: '1.1' }));
    page.set({ hidden: true });
    await scripted.clock.advance(60_000);
    page.set({ hidden: false });

    expect(handle.state.status).toBe('error');
    handle.retry();
    expect(handle.state.status).toBe('connecting');
  });
});
