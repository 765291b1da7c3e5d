// @vitest-environment happy-dom
import type { ReactElement } from 'react';
import { expect, it } from 'vitest';
import { at } from '../../client/test/support/wire.js';
import { ReactScene, useConnectionState, useRows, useSyncClient } from './support/react-scene.js';

const phases: string[] = [];

function Indicator(): ReactElement {
  const state = useConnectionState();
  phases.push(state);
  return <p>{state}</p>;
}

it('useConnectionState_FollowsTheConnection', async () => {
  const scene = new ReactScene({ maxReconnectAttempts: 1 });
  await scene.show(<Indicator />);
  await scene.does(() => scene.client.connect());
  scene.server.onStart = () => Promise.reject(new Error('down'));
  await scene.does(() => scene.connection.break());
  await scene.does(() => scene.clock.advance(1_000));
  await scene.does(() => scene.client.dispose());

  expect(phases).toEqual(['idle', 'connecting', 'connected', 'waiting', 'connecting', 'givenUp', 'closed']);
  await scene.dispose();
});

it('useRows_FollowsAResolver', async () => {
  function Rows({ id }: { readonly id: number | null }): ReactElement {
    const client = useSyncClient();
    const { status, data } = useRows('Digest', id);
    return <p>{`${client.connectionState} ${status} ${data?.map(row => row.model).join() ?? '-'}`}</p>;
  }

  const scene = new ReactScene();
  await scene.show(<Rows id={null} />);
  expect(scene.text).toBe('idle idle -');
  await scene.show(<Rows id={7} />);
  const { requestId, model, key } = scene.connection.takeRequest();
  expect([model, key]).toEqual(['Digest', 7]);
  await scene.does(() => scene.connection.push('Subscribed', {
    requestId: requestId ?? '', subscriptionId: 's1', kind: 'resolver', model: 'Digest', keyName: 'id', mode: 'snapshot', rows: [{ model: 'Note', data: { id: 1 } }], version: at(5),
  }));

  expect(scene.text).toBe('connected synced Note');
  await scene.dispose();
  expect(scene.held).toBe(0);
});
