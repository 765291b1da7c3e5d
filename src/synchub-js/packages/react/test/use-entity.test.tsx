// @vitest-environment happy-dom
import type { SyncClient } from '@synchub/client';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TestModels } from '../../client/test/support/scripted-client.js';
import { delta, failure, note, snapshot, updated } from '../../client/test/support/wire.js';
import { ReactScene, useEntity } from './support/react-scene.js';

// What a component was rendered with each time.
const renders: string[] = [];

function Note({ id, client }: { readonly id: number | null; readonly client?: SyncClient<TestModels> }): ReactElement {
  const state = useEntity('Note', id, { client });
  const said = `${id} ${state.status} ${state.data === null ? 'missing' : state.data?.text ?? '-'}`;
  renders.push(said);
  return <p>{said}</p>;
}

describe.each([['plain', false], ['strict', true]])('useEntity, %s', (_, isStrict) => {
  let scene: ReactScene;
  afterEach(async () => {
    await scene.dispose();
    expect(scene.held).toBe(0);
    renders.length = 0;
  });

  async function start(settings: ConstructorParameters<typeof ReactScene>[0] = {}, id: number | null = 1): Promise<void> {
    scene = new ReactScene(settings, isStrict);
    await scene.show(<Note id={id} />);
  }

  async function answer(text: string, key = 1): Promise<void> {
    const { requestId } = scene.connection.takeRequest();
    await scene.does(() => scene.connection.push('Subscribed', snapshot(requestId, { ...note(text, key) }, 5, { subscriptionId: `s${key}` })));
  }

  async function synced(): Promise<void> {
    await start();
    await answer('a');
    renders.length = 0;
  }

  it('mount_SubscribesOnce', async () => {
    await start();

    expect(scene.text).toBe('1 connecting -');
    expect(scene.connection.calls).toEqual([{ entities: [{ requestId: '1.1', model: 'Note', key: 1 }] }]);
    await answer('a');
    expect(scene.text).toBe('1 synced a');
    expect(scene.held).toBe(1);
    await scene.does(() => scene.clock.advance(10_000));
    expect(scene.connection.unsubscribes).toEqual([]);
  });

  it('suspendDelay_Zero_IsEnoughForAMountAndAMove', async () => {
    await start({ suspendDelay: 0 });
    await answer('a');
    await scene.show(<div><Note id={1} /></div>);
    await scene.does(() => scene.clock.advance(10_000));

    expect(scene.text).toBe('1 synced a');
    expect([scene.connection.calls, scene.connection.unsubscribes]).toEqual([[], []]);
  });

  it('unmount_ReleasesAndUnsubscribesAfterTheSuspendDelay', async () => {
    await synced();
    await scene.show(null);

    expect(scene.held).toBe(0);
    await scene.does(() => scene.clock.advance(999));
    expect(scene.connection.unsubscribes).toEqual([]);
    await scene.does(() => scene.clock.advance(1));
    expect(scene.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);
  });

  it('mountedAgain_WithinTheSuspendDelay_ShowsItAtOnceAndAsksNothing', async () => {
    await synced();
    await scene.show(null);
    await scene.show(<Note id={1} />);

    expect(new Set(renders)).toEqual(new Set(['1 synced a']));
    await scene.does(() => scene.clock.advance(10_000));
    expect([scene.connection.calls, scene.connection.unsubscribes]).toEqual([[], []]);
  });

  it('mountedAgain_Suspended_ShowsWhatWasKnownFromTheFirstRendering', async () => {
    await synced();
    await scene.show(null);
    await scene.does(() => scene.clock.advance(1_000));

    // React complains of a state that is another object each time it looks.
    const complaints = vi.spyOn(console, 'error');
    await scene.show(<Note id={1} />);
    expect(new Set(renders)).toEqual(new Set(['1 cached a']));
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();

    const { requestId } = scene.connection.takeRequest();
    await scene.does(() => scene.connection.push('Subscribed', delta(requestId ?? '', 6, [{ type: 'update', id: 1, change: { text: 'b' }, version: { seq: 6, epoch: 'e1', timestamp: '' } }])));
    expect(scene.text).toBe('1 synced b');
  });

  it('key_Changed_ShowsNothingOfTheOldOneAndMovesTheSubscription', async () => {
    await synced();
    await scene.show(<Note id={2} />);

    expect(new Set(renders)).toEqual(new Set(['2 connecting -']));
    expect(scene.held).toBe(1);
    await answer('b', 2);
    await scene.does(() => scene.clock.advance(1_000));
    expect(scene.text).toBe('2 synced b');
    expect(scene.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);
    await scene.does(() => scene.connection.push('EntityUpdated', updated({ text: 'old' }, 6, 5)));
    expect(scene.text).toBe('2 synced b');
  });

  it('key_ChangedThereAndBack_ShowsEachAtOnce', async () => {
    await synced();
    await scene.show(<Note id={2} />);
    await answer('b', 2);
    renders.length = 0;
    await scene.show(<Note id={1} />);
    await scene.show(<Note id={2} />);

    expect(new Set(renders)).toEqual(new Set(['1 synced a', '2 synced b']));
    expect([scene.connection.calls, scene.connection.unsubscribes]).toEqual([[], []]);
  });

  it('key_Null_IsIdleAndNothingIsSubscribed', async () => {
    await start({}, null);
    expect(scene.text).toBe('null idle -');
    expect([scene.acquired, scene.server.connections.length]).toEqual([0, 0]);

    await scene.show(<Note id={1} />);
    await answer('a');
    expect(scene.text).toBe('1 synced a');
    await scene.show(<Note id={null} />);
    expect(scene.text).toBe('null idle -');
    expect(scene.held).toBe(0);
  });

  it('entity_Missing_IsSyncedNull', async () => {
    await start();
    await scene.does(() => scene.connection.push('Subscribed', snapshot('1.1', null, 5)));

    expect(scene.text).toBe('1 synced missing');
  });

  it('push_ThatChangesNothing_RendersNothing', async () => {
    await synced();
    await scene.does(() => scene.connection.push('EntityUpdated', updated({ text: 'a' }, 6, 5)));

    expect(renders).toEqual([]);
  });

  it('pushes_ThatComeTogether_RenderOnce', async () => {
    await synced();
    await scene.does(() => {
      scene.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5));
      scene.connection.push('EntityUpdated', updated({ text: 'c' }, 7, 6));
    });

    expect(renders).toEqual(isStrict ? ['1 synced c', '1 synced c'] : ['1 synced c']);
  });

  it('components_OnOneKey_ShareTheSubscriptionAndTheState', async () => {
    await synced();
    await scene.show(<><Note id={1} /><Note id={1} /></>);

    expect(new Set(renders)).toEqual(new Set(['1 synced a']));
    expect([scene.held, scene.connection.calls]).toEqual([2, []]);
    await scene.does(() => scene.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5)));
    expect(scene.text).toBe('1 synced b1 synced b');
  });

  it('connection_Lost_IsCachedThenSyncedAgain', async () => {
    await synced();
    await scene.does(() => scene.connection.break(new Error('torn')));
    expect(scene.text).toBe('1 cached a');
    await scene.does(() => scene.clock.advance(1_000));
    await scene.does(() => scene.connection.push('Subscribed', delta('1.2', 5)));

    expect(scene.text).toBe('1 synced a');
  });

  it('error_Refused_IsShownAndRetryAsksAgain', async () => {
    await start();
    await scene.does(() => scene.connection.push('SubscriptionError', failure('unknown-model', { requestId: scene.connection.takeRequest().requestId })));
    expect(scene.text).toBe('1 error -');
    await scene.does(() => scene.client.retry());

    expect(scene.text).toBe('1 connecting -');
    await answer('a');
    expect(scene.text).toBe('1 synced a');
  });

  it('error_Forbidden_DropsTheData', async () => {
    await synced();
    await scene.does(() => scene.connection.push('SubscriptionError', failure('forbidden', { subscriptionId: 's1' })));

    expect(scene.text).toBe('1 error -');
  });

  it('client_GivenUp_IsErrorWithTheData', async () => {
    await start({ maxReconnectAttempts: 1 });
    await answer('a');
    scene.server.onStart = () => Promise.reject(new Error('down'));
    await scene.does(() => scene.connection.break(new Error('torn')));
    await scene.does(() => scene.clock.advance(60_000));

    expect(scene.text).toBe('1 error a');
  });

  it('client_Another_IsSubscribedAnewAndTheOldOneReleased', async () => {
    await synced();
    const other = new ReactScene();
    await scene.show(<Note id={1} client={other.client} />);

    expect(new Set(renders)).toEqual(new Set(['1 connecting -']));
    expect([scene.held, other.held]).toEqual([0, 1]);
    await scene.show(null);
    expect(other.held).toBe(0);
    await other.dispose();
  });

  it('client_Disposed_IsAnErrorState', async () => {
    scene = new ReactScene({}, isStrict);
    await scene.client.dispose();
    await scene.show(<Note id={1} />);

    expect(scene.text).toBe('1 error -');
  });

  it('provider_None_IsAnErrorThatSaysTheWayOut', () => {
    scene = new ReactScene();
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() => render(<Note id={1} />)).toThrow('Put <SyncProvider client={…}> around the component.');
    log.mockRestore();
  });
});
